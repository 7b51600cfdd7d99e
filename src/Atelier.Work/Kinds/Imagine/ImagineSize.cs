using Atelier.Hub;

namespace Atelier.Work.Kinds.Imagine;

/// <summary>The size at which a picture is imagined. Clients ask for the sizes of large models; a small one imagines at its own size in
/// that shape, and the result is enlarged.</summary>
internal static class ImagineSize
{
    private const int ReleasedModels = 512; // pixels a side, where a model does not say
    private const int Step = 16;

    /// <summary>As asked for, or as many pixels as the model's own size has, in the shape of the finished picture.</summary>
    public static (int Width, int Height) Resolve(ImagineInput input)
    {
        var own = ModelHub.Find(input.Model).Config.Integer("imagine.size") ?? ReleasedModels;
        double width = input.Width ?? input.Height ?? own, height = input.Height ?? input.Width ?? own;
        var scale = own / Math.Sqrt(width * height);
        return (input.ImagineWidth ?? Fit(width * scale), input.ImagineHeight ?? Fit(height * scale));
    }

    private static int Fit(double pixels) => Math.Max(Step, (int)Math.Round(pixels / Step) * Step);
}
