// Discs drawn towards words: dotnet run --project samples/YourOwnGenerator -- "a red apple on a blue background" apple.png 150
using System.Globalization;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Loop;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;
using TorchSharp;
using YourOwnGenerator;

if (args.Length != 3 || !int.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations < 1)
{
    Console.Error.WriteLine("Usage: YourOwnGenerator <words> <picture> <iterations>");
    return 2;
}

const int Side = 128;
using var scope = torch.NewDisposeScope();
using var random = new torch.Generator(1);
using var generator = new DiscGenerator(discs: 40, Side);
using var clip = ClipPipeline.Load(ModelHub.Find("clip-glyphs"));
var cutouts = new CutoutSampler(clip.Model.Options.Resolution, count: 8, power: 1, CutMethod.Batched);
using var critic = new ClipCritic(clip.Model, clip.Tokenizer, cutouts, new Augmentation());
critic.AddText(new(args[0]));
using var loop = new GuidedLoop(new() { LearningRate = 0.02 }, generator, [critic], generator.Random(Side, Side, random));
while (loop.Iteration < iterations)
{
    var loss = loop.Step()[args[0]];
    if (loop.Iteration % 25 == 0 || loop.Iteration == iterations)
    {
        Console.WriteLine($"{loop.Iteration}/{iterations}  loss {loss:F4}");
    }
}

loop.BestPicture().ToPicture().Save(args[1]);
return 0;
