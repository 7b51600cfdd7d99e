// A picture four times larger: dotnet run --project samples/UpscaleAPicture -- small.png large.png
using Atelier.Art.Upscale;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: UpscaleAPicture <small picture> <large picture>");
    return 2;
}

using var network = UpscalerFile.Load(ModelHub.Find("upscale-glyphs"));
using var small = FullPicture.Open(args[0]); // with its bit depth, alpha, profile and metadata
using var large = new TiledUpscaler(network, new() { Scale = 4 })
    .Upscale(small, new SynchronousProgress<double>(done => Console.WriteLine($"{done:P0}")));
large.Save(args[1]);
Console.WriteLine($"{small.Width}x{small.Height} -> {large.Width}x{large.Height}");
return 0;
