namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Draws backdrops in the flat manner of the drawings that the shipped models know.</summary>
internal static class BackdropDrawing
{
    /// <summary>What is behind the things, [1, 3, h, w] in [0, 1].</summary>
    /// <param name="backdrop">What to draw.</param>
    /// <param name="height">h, pixels.</param>
    /// <param name="width">w, pixels.</param>
    /// <param name="seed">Places stars, trees and houses.</param>
    public static Tensor Behind(Backdrop backdrop, long height, long width, ulong seed)
    {
        var canvas = Canvas(height, width, seed);
        SkyDrawing.Draw(canvas, backdrop);
        new GroundDrawing(canvas, backdrop).Draw();
        new WayDrawing(canvas, backdrop).Draw();
        return canvas.Render(height, width);
    }

    /// <summary>How much of the weather, which is nearly white, covers each pixel: [1, 1, h, w] in [0, 1].</summary>
    /// <param name="weather">What to draw.</param>
    /// <param name="height">h, pixels.</param>
    /// <param name="width">w, pixels.</param>
    /// <param name="seed">Places drops and flakes.</param>
    public static Tensor Over(Weather weather, long height, long width, ulong seed)
    {
        var canvas = Canvas(height, width, seed + 1);
        canvas.Box(0, 0, canvas.Width, SvgCanvas.Height, "#000");
        var count = weather switch { Weather.Rain or Weather.Storm => 45, Weather.Snow => 60, Weather.Mist => 7, _ => 0 };
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (canvas.Anywhere(), canvas.Between(0, SvgCanvas.Height));
            if (weather == Weather.Snow)
            {
                canvas.Disc(x, y, canvas.Between(0.8, 2), "#fff");
            }
            else if (weather == Weather.Mist)
            {
                canvas.Add(FormattableString.Invariant(
                    $"<ellipse cx='{x}' cy='{60 + (y / 2)}' rx='{canvas.Between(30, 60)}' ry='8' fill='#fff' opacity='0.3'/>"));
            }
            else
            {
                canvas.Stroke($"M{x},{y - 8} l-3,9", "#888", 1.1);
            }
        }

        using var drawn = canvas.Render(height, width);
        return drawn.mean([1], keepdim: true);
    }

    private static SvgCanvas Canvas(long height, long width, ulong seed) => new((int)(SvgCanvas.Height * width / height), seed);
}
