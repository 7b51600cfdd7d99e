// Which words fit a picture best: dotnet run --project samples/ClipZeroShot -- fox.png "a fox" "a dog"
using Atelier.Hub;
using Atelier.Imaging.Pictures;

if (args.Length < 2)
{
    Console.Error.WriteLine("Usage: ClipZeroShot <picture> <text> [<text> …]");
    return 2;
}

string[] texts = args[1..];
using var clip = Clip.Load("clip-glyphs");
var probabilities = clip.Classify(Picture.Load(args[0]), texts);
foreach (var (text, probability) in texts.Zip(probabilities).OrderByDescending(pair => pair.Second))
{
    Console.WriteLine($"{probability:P1}  {text}");
}

return 0;
