namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Draws roads, paths, bridges and waterfalls over the ground of a backdrop.</summary>
/// <param name="canvas">Where to.</param>
/// <param name="backdrop">What.</param>
internal sealed class WayDrawing(SvgCanvas canvas, Backdrop backdrop)
{
    private const double Deck = 88, Foot = 112; // of a bridge, from the top
    private const int Arches = 3;               // in each width of a square
    private const double Horizon = 80;

    /// <summary>Draws it.</summary>
    public void Draw()
    {
        switch (backdrop.Way)
        {
            case Way.Road:
                Ribbon(38, "#f4f4f0");
                Ribbon(34, backdrop.WayColour ?? "#777e8a");
                CentreLine();
                break;
            case Way.Path:
                Ribbon(20, backdrop.WayColour ?? "#dcbc8a");
                break;
            case Way.Bridge:
                Bridge();
                break;
            case Way.Waterfall:
                Waterfall();
                break;
        }
    }

    // from the front to the horizon, in a bend
    private void Ribbon(double half, string colour)
    {
        var (middle, bend) = (canvas.Width / 2.0, half / 2);
        var (left, right, turn) = (middle - half, middle + half, middle + (1.6 * bend));
        canvas.Fill(
            $"M{left},128 C{left + bend},104 {middle + bend},94 {middle - 1},{Horizon} h2 C{turn},94 {right},104 {right},128z",
            backdrop.Shade(colour));
    }

    private void CentreLine()
    {
        var (x, y, length) = (canvas.Width / 2.0, 124.0, 9.0);
        while (length > 2)
        {
            canvas.Fill(
                $"M{x - (length / 6)},{y} l{length / 18},{-length} h{length / 4} l{length / 18},{length}z", backdrop.Shade("#ffffff"));
            (x, y, length) = (x + (length * 0.12), y - (length * 1.6), length * 0.68);
        }
    }

    // between rocks, into a pool
    private void Waterfall()
    {
        var (middle, water) = (canvas.Width / 2.0, backdrop.Shade("#6db8ea"));
        canvas.Fill($"M{middle - 46},108 l10,-56 l8,-18 h54 l12,14 l8,60z", backdrop.Shade("#6f6a63"));
        canvas.Fill($"M{middle - 46},108 l10,-56 l8,-18 l6,26 l-4,48z", backdrop.Shade("#837d74"));
        canvas.Fill($"M{middle - 40},112 a40,10 0 0 0 80,0 a40,10 0 0 0 -80,0z", water);
        canvas.Box(middle - 16, 32, 32, 80, water);
        for (var i = 0; i < 7; i++)
        {
            canvas.Stroke($"M{middle - 14 + (i * 4.6)},{canvas.Between(34, 50)} v{canvas.Between(30, 58)}", backdrop.Shade("#e3f4fd"), 1.8);
        }

        for (var i = 0; i < 9; i++)
        {
            canvas.Disc(middle + canvas.Between(-20, 20), canvas.Between(106, 112), canvas.Between(2, 4), backdrop.Shade("#ffffff"));
        }
    }

    // of stone, from side to side
    private void Bridge()
    {
        var (width, stone) = ((double)canvas.Width, backdrop.Shade(backdrop.WayColour ?? "#b39a84"));
        var arches = Math.Max(1, (int)Math.Round(Arches * width / SvgCanvas.Height));
        var (span, pillar) = (width / arches, width / arches * 0.12);
        var openings = Enumerable.Range(0, arches).Reverse().Select(i => FormattableString.Invariant(
            $"H{((i + 1) * span) - pillar} A{(span / 2) - pillar},{Foot - Deck - 4} 0 0 0 {(i * span) + pillar},{Foot}"));
        canvas.Fill($"M0,{Foot} V{Deck - 4} Q{width / 2},{Deck - 22} {width},{Deck - 4} V{Foot} {string.Join(' ', openings)}z", stone);
        canvas.Stroke($"M0,{Deck - 4} Q{width / 2},{Deck - 22} {width},{Deck - 4}", backdrop.Shade("#8b735f"), 3);
    }
}
