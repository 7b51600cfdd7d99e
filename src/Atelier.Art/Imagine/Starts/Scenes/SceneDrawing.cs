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
        foreach (var (box, drawing) in Boxes(scene).Zip(drawings).Reverse())
        {
            picture = Figure.Cut(drawing).Over(
                picture, box.Left * width, box.Bottom * height, box.Width * width, box.Height * height, !blank && scene.Backdrop.HasGround);
        }

        if (!blank)
        {
            var weather = BackdropDrawing.Over(scene.Backdrop.Weather, height, width, seed).to(device);
            picture = (picture * (1 - weather)) + (WeatherColour * weather);
        }

        return scope.MoveToOuter(picture.clamp(0, 1));
    }

    // where each thing lies, in shares of the picture's sides
    private static Box[] Boxes(SceneReading scene) => scene.Things switch
    {
        [] => [],
        [_] when scene.Backdrop.Way == Way.Bridge => [new(0.25, 0.62, 0.5, 0.54)], // on it
        [_] => [new(0.17, 0.95, 0.66, 0.68)],
        [_, { Relation: Relation.Beneath }] => [new(0.22, 0.62, 0.56, 0.5), new(0.14, 0.97, 0.72, 0.48)],
        [_, { Relation: Relation.Above }] => [new(0.22, 0.97, 0.56, 0.46), new(0.2, 0.52, 0.6, 0.48)],
        [_, { Relation: Relation.Beside }] => [new(0.02, 0.93, 0.48, 0.6), new(0.5, 0.93, 0.48, 0.6)],
        [_, _] => [new(0.02, 0.95, 0.66, 0.76), new(0.6, 0.95, 0.38, 0.42)],
        _ => [new(0.24, 0.9, 0.52, 0.66), new(0, 0.96, 0.34, 0.42), new(0.66, 0.96, 0.34, 0.42)],
    };

    private readonly record struct Box(double Left, double Bottom, double Width, double Height);
}
