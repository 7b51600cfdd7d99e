namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Draws rooms, libraries and caves.</summary>
/// <param name="canvas">Where to.</param>
internal sealed class InteriorDrawing(SvgCanvas canvas)
{
    private readonly double _width = canvas.Width;

    /// <summary>A wall with a window, and a floor.</summary>
    public void Room()
    {
        Floor();
        canvas.Box(_width * 0.62, 18, 34, 36, "#fff");
        canvas.Box((_width * 0.62) + 3, 21, 28, 30, "#9fd6f7");
    }

    /// <summary>Shelves full of books, and a floor.</summary>
    public void Library()
    {
        canvas.Box(0, 0, _width, 96, "#7a4a26");
        for (var shelf = 0; shelf < 3; shelf++)
        {
            var bottom = 29 + (shelf * 31);
            canvas.Box(0, bottom - 26, _width, 26, "#4e2d16");
            for (var x = 1.0; x < _width;)
            {
                var (w, h) = (canvas.Between(6, 10), canvas.Between(17, 24));
                canvas.Box(x, bottom - h, w - 1, h, canvas.Pick("#c8443c", "#3f7fb8", "#e0a83a", "#4f9a5a", "#8a5aa8", "#e9e0c8"));
                x += w;
            }
        }

        Floor();
    }

    /// <summary>Dark rocks around a bright mouth.</summary>
    public void Cave()
    {
        var middle = _width / 2;
        canvas.Box(0, 0, _width, SvgCanvas.Height, "#4a423f");
        canvas.Fill($"M{middle - 46},104 q-6,-62 22,-74 q26,-14 50,0 q28,16 20,74z", "#8fcdf2");
        canvas.Fill($"M{middle - 46},104 q46,-24 92,0z", "#6fae5a");
        for (var i = 0; i < 7; i++)
        {
            var (x, half) = ((i + 0.5) / 7 * _width, canvas.Between(5, 9));
            canvas.Fill($"M{x - half},0 h{2 * half} l{-half},{canvas.Between(16, 34)}z", "#3a3330");
        }

        canvas.Box(0, 102, _width, 26, "#5d534e");
        canvas.Disc(middle - 54, 108, 12, "#3a3330");
        canvas.Disc(middle + 56, 112, 15, "#3a3330");
    }

    private void Floor()
    {
        canvas.Box(0, 96, _width, 32, "#b9814f");
        canvas.Box(0, 92, _width, 4, "#8c5a32");
    }
}
