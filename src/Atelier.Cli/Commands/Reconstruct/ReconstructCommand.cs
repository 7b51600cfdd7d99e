using System.CommandLine;
using Atelier.Art.Reconstruct;
using Atelier.Hub;
using Atelier.Media;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier reconstruct picture.png</c>: side by side through the VQGAN.</summary>
internal static class ReconstructCommand
{
    public static Command Create()
    {
        var picture = new Argument<string>("picture") { Description = "The picture." };
        var output = new Option<string>("--output", "-o") { Description = "Where the two go, side by side.", DefaultValueFactory = _ => "reconstruction.png" };
        var model = new Option<string>("--model") { Description = "The VQGAN, by name or path.", DefaultValueFactory = _ => "vqgan-glyphs" };
        var size = new Option<int?>("--size", "-s") { Description = "Longer side in pixels; the model's own unless said, 0 as it is." };
        var device = new DeviceOption();
        var command = new Command("reconstruct", "Show what a VQGAN keeps of a picture.") { picture, output, model, size, device };
        command.SetAction(parse =>
        {
            Picture.RequireWritable(parse.GetValue(output)!);
            var name = parse.GetValue(model)!;
            var side = parse.GetValue(size) ?? ModelHub.Find(name).Config.Whole("imagine.size") ?? 256;
            var made = Reconstruction.Of(parse.GetValue(picture)!, name, side, device.Of(parse));
            ContactSheet.Draw([made.Original, made.Reconstructed], 2, ["original", $"{made.Codes} codes"]).Save(parse.GetValue(output)!);
            Console.WriteLine($"{parse.GetValue(output)}  PSNR {made.Psnr:F2} dB, {made.Codes} codes");
            return 0;
        });
        return command;
    }
}
