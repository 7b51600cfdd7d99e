namespace Atelier.Imaging;

/// <summary>The named colours of captions, 8-bit sRGB.</summary>
public static class Palette
{
    /// <summary>Name and colour.</summary>
    public static IReadOnlyList<(string Name, byte R, byte G, byte B)> Colours { get; } =
    [
        ("red", 222, 38, 38), ("orange", 245, 140, 20), ("yellow", 250, 215, 30), ("green", 45, 165, 60), ("blue", 35, 95, 225),
        ("purple", 130, 50, 180),
        ("pink", 250, 125, 185), ("brown", 125, 75, 40), ("black", 20, 20, 22), ("gray", 135, 135, 138), ("white", 255, 255, 255),
        ("light blue", 130, 200, 245),
    ];

    /// <summary>The colour of that name, or null.</summary>
    public static (string Name, byte R, byte G, byte B)? Find(string name)
    {
        var index = Colours.ToList().FindIndex(colour => colour.Name == (name == "grey" ? "gray" : name));
        return index < 0 ? null : Colours[index];
    }
}
