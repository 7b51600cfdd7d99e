namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Draws what stands at or lies in the water of a town.</summary>
/// <param name="canvas">Where to.</param>
/// <param name="backdrop">In which light.</param>
internal sealed class WaterfrontDrawing(SvgCanvas canvas, Backdrop backdrop)
{
    private readonly double _width = canvas.Width;

    /// <summary>A pier, and boats at anchor.</summary>
    public void Harbour()
    {
        Boat(_width * canvas.Between(0.42, 0.54), 96, 0.9);
        Boat(_width * canvas.Between(0.76, 0.86), 106, 1.2);
        for (var x = 4.0; x < _width * 0.34; x += 12)
        {
            canvas.Box(x, 108, 4, 20, backdrop.Shade("#5d4026"));
        }

        canvas.Box(0, 104, _width * 0.36, 6, backdrop.Shade("#a9794a"));
    }

    /// <summary>A row of high houses.</summary>
    /// <param name="ground">Where they stand, in units from the top.</param>
    public void Facades(double ground)
    {
        for (var x = 0.0; x < _width;)
        {
            var (w, h) = (canvas.Between(18, 24), canvas.Between(44, 60));
            Facade(x, ground, w, h);
            x += w;
        }

        canvas.Box(0, ground - 2, _width, 6, backdrop.Shade("#b9b0a2"));
    }

    private void Facade(double x, double ground, double w, double h)
    {
        canvas.Box(x, ground - h, w, h, backdrop.Shade(canvas.Pick("#d98b5f", "#e6c07a", "#c96a55", "#b9c4a0", "#e3a98f", "#8fa9c0")));
        canvas.Fill($"M{x},{ground - h} l{w / 2},-8 l{w / 2},8z", backdrop.Shade("#a5523c"));
        for (var y = ground - h + 6; y < ground - 16; y += 13)
        {
            for (var column = 0; column < 2; column++)
            {
                canvas.Box(x + (w * (0.2 + (0.4 * column))), y, w * 0.2, 7, backdrop.IsDark ? "#ffdf6b" : backdrop.Shade("#5f7f95"));
            }
        }
    }

    private void Boat(double x, double y, double size)
    {
        canvas.Stroke($"M{x},{y} v{-30 * size}", backdrop.Shade("#6b4a2e"), 1.6);
        canvas.Fill($"M{x + 1},{y - (30 * size)} l{13 * size},{24 * size} h{-13 * size}z", backdrop.Shade("#fbf7ee"));
        canvas.Fill($"M{x - (14 * size)},{y - (3 * size)} h{28 * size} l{-5 * size},{8 * size} h{-18 * size}z", backdrop.Shade(
            canvas.Pick("#c4453a", "#2f6ea8", "#3f8a63")));
    }
}
