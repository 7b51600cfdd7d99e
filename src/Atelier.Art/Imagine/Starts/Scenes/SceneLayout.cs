using Atelier.Art.Imagine.Starts.Scenes.Reading;

namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Where one figure lies, in shares of the picture's sides.</summary>
/// <param name="Left">Its left side.</param>
/// <param name="Bottom">Its lower side, from the top.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
internal readonly record struct Box(double Left, double Bottom, double Width, double Height);

/// <summary>Lays out the things of a scene.</summary>
internal static class SceneLayout
{
    private static readonly Box Alone = new(0.17, 0.95, 0.66, 0.68);
    private static readonly Box Group = new(0.02, 0.97, 0.96, 0.72);
    private static readonly Box InSky = new(0.14, 0.66, 0.72, 0.6);
    private static readonly Box SmallInSky = new(0.52, 0.44, 0.44, 0.38);

    /// <summary>A box for each figure, the farthest first.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="shapes">Width over height of each figure, in shares of the sides of the picture.</param>
    public static IEnumerable<(int Thing, Box Box)> Of(SceneReading scene, IReadOnlyList<double> shapes)
    {
        var backdrop = scene.Backdrop;
        int[] all = [.. Enumerable.Range(0, scene.Things.Count)];
        int[] aloft = backdrop.IsBlank ? [] : [.. all.Where(thing => Floats(scene.Things[thing], backdrop))];
        aloft = aloft.Length > 1 && aloft.Length == all.Length ? [] : aloft; // beside each other, where nothing else is
        int[] standing = [.. all.Except(aloft)];
        var placed = standing.Zip(Standing(standing));
        var isSecondNearer = standing.Length == 2
            && scene.Things[standing[1]].Relation is Relation.Before or Relation.Inside or Relation.Worn;
        return [.. aloft.SelectMany(thing => Boxes(thing, standing.Length == 0 ? InSky : SmallInSky)),
            .. (isSecondNearer ? placed : placed.Reverse()).SelectMany(one => Boxes(one.First, one.Second))];

        IEnumerable<(int Thing, Box Box)> Boxes(int thing, Box box) => Split(box, scene.Things[thing].Count).Select(part => (thing, part));

        Box[] Standing(int[] things) => things switch
        {
            [] => [],
            [_] when backdrop.Way == Way.Bridge => [new(0.25, 0.62, 0.5, 0.54)], // on it
            [var one] => [backdrop.IsBlank ? new(0.03, 0.97, 0.94, 0.94) : scene.Things[one].Count > 1 ? Group : Alone],
            [var first, var second] => Pair(scene.Things[second].Relation, shapes[first]),
            _ => [new(0.24, 0.9, 0.52, 0.66), new(0, 0.96, 0.34, 0.42), new(0.66, 0.96, 0.34, 0.42)],
        };
    }

    // in the sky, or under water
    private static bool Floats(SceneThing thing, Backdrop backdrop) =>
        backdrop.Place == Place.Underwater ? thing.IsSwimming : backdrop.HasSky && thing.IsAloft;

    private static Box[] Pair(Relation relation, double shape) => relation switch
    {
        Relation.Beneath => [new(0.22, 0.62, 0.56, 0.5), new(0.14, 0.97, 0.72, 0.48)],
        Relation.Above => [new(0.22, 0.97, 0.56, 0.46), new(0.2, 0.52, 0.6, 0.48)],
        Relation.Beside => [new(0.02, 0.93, 0.48, 0.6), new(0.5, 0.93, 0.48, 0.6)],
        Relation.Behind => [new(0.1, 0.98, 0.8, 0.48), new(0.1, 0.72, 0.8, 0.7)],
        Relation.Before => [new(0.1, 0.72, 0.8, 0.7), new(0.1, 0.98, 0.8, 0.48)],
        Relation.Inside => [new(0.23, 0.72, 0.54, 0.62), new(0.14, 0.97, 0.72, 0.5)],
        Relation.Within => [new(0.31, 0.76, 0.38, 0.4), new(0.05, 0.98, 0.9, 0.96)],
        Relation.Worn => Worn(new(0.16, 0.98, 0.68, 0.7), shape),
        _ => [new(0.02, 0.95, 0.66, 0.76), new(0.6, 0.95, 0.38, 0.42)],
    };

    // on the top of a figure, which may be lower than its box
    private static Box[] Worn(Box wearer, double shape)
    {
        var height = Math.Min(wearer.Height, wearer.Width / shape);
        var width = 0.6 * Math.Min(wearer.Width, wearer.Height * shape);
        return [wearer, new(0.5 - (width / 2), wearer.Bottom - (0.86 * height), width, 0.36)];
    }

    // several of a thing in the place of one: a row, or two with the fewer behind
    private static IEnumerable<Box> Split(Box box, int count)
    {
        var front = count <= 2 ? count : (count + 1) / 2;
        var height = count switch { 1 => 1, 2 => 0.9, _ => 0.56 };
        return [.. Row(count - front, box.Bottom - (0.44 * box.Height)), .. Row(front, box.Bottom)];

        IEnumerable<Box> Row(int columns, double bottom) => Enumerable.Range(0, columns).Select(i => new Box(
            box.Left + (box.Width * (i + 0.5) / columns) - (box.Width / front / 2), bottom, box.Width / front, box.Height * height));
    }
}
