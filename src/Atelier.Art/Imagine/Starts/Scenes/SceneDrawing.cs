using Atelier.Art.Imagine.Starts.Scenes.Reading;

namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Draws a scene: its backdrop, and its things before it.</summary>
internal static class SceneDrawing
{
    private const long Side = 128;
    private const double WidestAspect = 2;
    private const double WeatherColour = 0.97;

    /// <summary>The picture [1, 3, h, w] in [0, 1], whose shorter side is 128 pixels.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="drawings">A drawing [1, 3, s, s] of each thing.</param>
    /// <param name="aspect">Width over height, clamped to 1/2 to 2.</param>
    /// <param name="seed">Places what the backdrop has.</param>
    /// <param name="device">The picture's device.</param>
    public static Tensor Draw(SceneReading scene, IReadOnlyList<Tensor> drawings, double aspect, ulong seed, Device device)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (
            (long)(Side * Math.Clamp(1 / aspect, 1, WidestAspect)), (long)(Side * Math.Clamp(aspect, 1, WidestAspect)));
        var blank = scene.Backdrop.IsBlank;
        var picture = blank ? ones([1, 3, height, width], device: device)
            : BackdropDrawing.Behind(scene.Backdrop, height, width, seed).to(device);
        Figure[] figures = [.. drawings.Select(Figure.Cut)];
        foreach (var (thing, box) in SceneLayout.Of(scene, [.. figures.Select(figure => figure.Shape * height / width)]))
        {
            var stands = !blank && scene.Backdrop.HasGround && !scene.Things[thing].IsAloft;
            picture = figures[thing].Over(
                picture, box.Left * width, box.Bottom * height, box.Width * width, box.Height * height, shadow: stands);
        }

        if (!blank)
        {
            var weather = BackdropDrawing.Over(scene.Backdrop.Weather, height, width, seed).to(device);
            picture = (picture * (1 - weather)) + (WeatherColour * weather);
        }

        return scope.MoveToOuter(picture.clamp(0, 1));
    }
}
