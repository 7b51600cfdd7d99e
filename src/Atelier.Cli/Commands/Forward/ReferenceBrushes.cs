using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models;

namespace Atelier.Cli.Commands.Forward;

/// <summary>Paint Transformer's two brush pictures beside its weights.</summary>
internal static class ReferenceBrushes
{
    /// <summary><c>brush_large_vertical.png</c> and <c>brush_large_horizontal.png</c> of the weights' folder (or its <c>brush</c> folder),
    /// or of the folder the configuration names as <c>brushes</c>: [2, 1, h, w] in [0, 1].</summary>
    /// <exception cref="CommandLineException">They are missing, or differ in size.</exception>
    public static Tensor Beside(ModelFiles files)
    {
        string[] folders = files.Config.String("brushes") is { } configured
            ? [configured]
            : [files.Folder, Path.Combine(files.Folder, "brush")];
        var folder = folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "brush_large_vertical.png")))
            ?? throw new CommandLineException(
                $"Stroke rendering needs brush_large_vertical.png and brush_large_horizontal.png in {string.Join(" or ", folders)}.");
        using var scope = NewDisposeScope();
        var (vertical, horizontal) =
            (Grey(Path.Combine(folder, "brush_large_vertical.png")), Grey(Path.Combine(folder, "brush_large_horizontal.png")));
        return vertical.shape.SequenceEqual(horizontal.shape)
            ? scope.MoveToOuter(cat([vertical, horizontal], 0))
            : throw new CommandLineException($"The brush pictures in {folder} differ in size.");
    }

    // 8-bit luma, rounded as picture programs do (ITU-R 601)
    private static Tensor Grey(string path)
    {
        var rgb = Picture.Load(path).ToTensor() * 255; // [1, 3, h, w]
        var luma = (rgb.select(1, 0) * 19595) + (rgb.select(1, 1) * 38470) + (rgb.select(1, 2) * 7471);
        return ((luma + 32768) / 65536).floor().unsqueeze(1) / 255;
    }
}
