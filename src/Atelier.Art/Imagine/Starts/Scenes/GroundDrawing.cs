namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Draws the ground of a backdrop and what stands on it.</summary>
/// <param name="canvas">Where to.</param>
/// <param name="backdrop">What.</param>
internal sealed class GroundDrawing(SvgCanvas canvas, Backdrop backdrop)
{
    private const int Horizon = 78;
    private readonly double _width = canvas.Width;

    /// <summary>Draws it.</summary>
    public void Draw()
    {
        switch (backdrop.Place)
        {
            case Place.Sky or Place.Space:
                break;
            case Place.Underwater:
                Seabed();
                break;
            case Place.Room:
                new InteriorDrawing(canvas).Room();
                break;
            case Place.Library:
                new InteriorDrawing(canvas).Library();
                break;
            case Place.Cave:
                new InteriorDrawing(canvas).Cave();
                break;
            case Place.Market:
                canvas.Box(0, 92, _width, 36, backdrop.Shade("#cdb48c"));
                Row(3, 0.5, x => Stall(x, 104));
                break;
            case Place.Ice:
                Water(Horizon - 4, SvgCanvas.Height);
                Row(4, 0.3, x => Floe(x, canvas.Between(82, 92), canvas.Between(12, 18)));
                Hill(112, 5, backdrop.Shade("#f3f9fe"));
                break;
            case Place.Sea:
                Water(Horizon - 4, SvgCanvas.Height);
                break;
            case Place.Harbour:
                Row(4, 0.5, x => House(x, Horizon - 6));
                Water(Horizon - 4, SvgCanvas.Height);
                new WaterfrontDrawing(canvas, backdrop).Harbour();
                break;
            case Place.Canal:
                new WaterfrontDrawing(canvas, backdrop).Facades(90);
                Water(92, SvgCanvas.Height);
                break;
            case Place.Moon:
                Craters("#a9abb3", "#85878f");
                break;
            case Place.Mars:
                Craters("#c8643a", "#a04a28");
                break;
            case Place.Beach:
                Water(Horizon - 10, 104);
                Hill(100, 4, backdrop.Shade("#f3dda0"));
                break;
            case Place.Desert:
                Hill(Horizon + 4, 10, backdrop.Shade("#e7bd6b"));
                Hill(Horizon + 22, 7, backdrop.Shade("#d8a24c"));
                break;
            case Place.Mountains:
                Row(4, 0.1, x => Peak(x, canvas.Between(22, 44), canvas.Between(34, 44)));
                Hill(Horizon + 18, 5, Grass);
                break;
            case Place.City:
                Row(5, 0.5, Tower);
                canvas.Box(0, 106, _width, 22, backdrop.Shade("#6d7480"));
                SideTrees(114);
                break;
            case Place.Village:
                Hill(Horizon, 6, FarGrass);
                Row(4, 0.5, x => House(x, 98));
                SideTrees(108);
                Hill(104, 3, Grass);
                break;
            case Place.Forest or Place.Jungle:
                Hill(Horizon, 3, FarGrass);
                Row(12, 0, x => Tree(x, 92, canvas.Between(34, 46), canvas.Pick("#2f7d4f", "#3a8a55", "#276b45")));
                Hill(96, 3, Grass);
                Row(2, 0, x => Tree((x * 0.86) + (_width * 0.07), 116, canvas.Between(74, 90), canvas.Pick("#1f5e3c", "#24693f")));
                break;
            case Place.Graveyard:
                Hill(Horizon, 6, FarGrass);
                Row(5, 0.5, x => Headstone(x, canvas.Between(90, 100)));
                Hill(110, 3, Grass);
                break;
            case Place.River:
                Hill(Horizon, 5, FarGrass);
                Water(90, 114);
                SideTrees(98);
                Hill(114, 2, Grass);
                break;
            default:
                Hill(Horizon, 7, FarGrass);
                SideTrees(100);
                Hill(Horizon + 16, 5, Grass);
                Growth();
                break;
        }

        if (backdrop.HasWater)
        {
            Water(98, 120);
        }
    }

    private bool IsSnowy => backdrop.Weather == Weather.Snow;

    private bool IsAutumn => backdrop.Season == Season.Autumn;

    private string Grass => backdrop.Shade(IsSnowy ? "#f5f9fd" : backdrop.Crop ?? (IsAutumn ? "#c9a84c" : "#6fbf55"));

    private string FarGrass => backdrop.Shade(IsSnowy ? "#d9e5f1" : IsAutumn ? "#a98f3f" : "#559f45");

    // things at even distances, somewhat moved
    private void Row(int count, double margin, Action<double> draw)
    {
        for (var i = 0; i < count; i++)
        {
            draw((i + margin + canvas.Between(-0.15, 0.15)) / (count - 1 + (2 * margin)) * _width);
        }
    }

    // rows of a crop, or flowers here and there
    private void Growth()
    {
        var count = backdrop.Place != Place.Field || IsSnowy ? 0 : backdrop.Crop is null ? 32 : 110;
        for (var i = 0; i < count; i++)
        {
            var near = (double)i / count; // from far to near
            var colour = backdrop.Crop is { } crop ? canvas.Pick(crop, "#fff3d0", "#7f9f48")
                : IsAutumn ? canvas.Pick(Leaves) : canvas.Pick("#f26d7d", "#ffd84d", "#ffffff", "#b58af0");
            canvas.Disc(canvas.Anywhere(), 92 + (34 * near), canvas.Between(1.2, 1.8) + (1.8 * near), backdrop.Shade(colour));
        }
    }

    private string[] Leaves => IsAutumn ? ["#d9772b", "#c9532a", "#e3a434"] : ["#f6a9c4", "#f9c6d8", "#ef8fb2"];

    // in blossom or in autumn colours
    private void SideTrees(double ground)
    {
        if (backdrop.Season != Season.None && !IsSnowy)
        {
            Row(2, 0.12, x => BroadLeaf(x, ground, canvas.Between(52, 62), backdrop.Shade(canvas.Pick(Leaves))));
        }
    }

    private void Seabed()
    {
        Hill(112, 5, "#e0c98e");
        Row(12, 0, x => canvas.Disc(x, canvas.Between(8, 100), canvas.Between(1, 3), "#a5e3f5"));
        Row(6, 0.3, x => canvas.Stroke($"M{x},118 q-6,-10 0,-18 q6,-8 0,-{canvas.Between(10, 22)}", "#2f9e6b", 3.4));
        Row(4, 0.1, x => Coral(x, canvas.Between(18, 34), canvas.Pick("#f2688c", "#f59a4a", "#b56ad6", "#f7c948")));
    }

    private void Coral(double x, double height, string colour)
    {
        canvas.Stroke($"M{x},122 v{-height}", colour, 4.5);
        canvas.Stroke($"M{x},{120 - (height * 0.3)} q9,-2 9,{-height * 0.5}", colour, 4);
        canvas.Stroke($"M{x},{120 - (height * 0.45)} q-8,-2 -8,{-height * 0.45}", colour, 4);
    }

    private void Water(double top, double bottom)
    {
        var isFrozen = IsSnowy && backdrop.Place == Place.River;
        canvas.Box(
            0, top, _width, bottom - top,
            backdrop.Shade(isFrozen ? "#bfe0f3" : backdrop.Hour == Hour.Sunset ? "#8f69a6" : "#2f8ccd"));
        for (var i = 0; i < (int)(bottom - top) / 3; i++)
        {
            var (x, y) = (canvas.Anywhere(), canvas.Between(top + 3, bottom - 2));
            if (isFrozen)
            {
                canvas.Stroke($"M{x},{y} l9,-4", backdrop.Shade("#ffffff"), 1);
            }
            else
            {
                canvas.Stroke($"M{x},{y} q4,-3 8,0 q4,3 8,0", backdrop.Shade("#8cc6ee"), 1);
            }
        }
    }

    private void Peak(double x, double top, double half)
    {
        var rock = canvas.Pick("#5c7194", "#6d80a1", "#51668a");
        canvas.Fill($"M{x - half},104 L{x},{top} L{x + half},104z", backdrop.Hour == Hour.Sunset ? rock : backdrop.Shade(rock));
        var (snow, side) = ((104 - top) * 0.3, half * 0.3);
        canvas.Fill(
            $"M{x - side},{top + snow} L{x},{top} L{x + side},{top + snow} l{-side * 0.6},-5 l{-side * 0.5},6 l{-side * 0.5},-5z",
            backdrop.Hour == Hour.Sunset ? "#fff1ea" : backdrop.Shade("#ffffff"));
    }

    private void Tower(double x)
    {
        var (w, h) = (canvas.Between(20, 25), canvas.Between(44, 80));
        canvas.Box(x - (w / 2), 106 - h, w, h, backdrop.IsDark ? canvas.Pick("#1b2145", "#241f4a", "#161d3d")
            : backdrop.Shade(canvas.Pick("#4d6690", "#77608f", "#56708c", "#68598a")));
        for (var y = 106 - h + 6; y < 96; y += 12)
        {
            for (var column = 0; column < 2; column++)
            {
                var glass = canvas.Bernoulli(0.65f) ? backdrop.IsDark ? "#ffdf6b" : "#d9edfb" : backdrop.Shade("#8fa9c4");
                canvas.Box(x - 7 + (column * 8.5), y, 5.5, 7, glass);
            }
        }
    }

    private void House(double x, double ground)
    {
        var (w, h) = (canvas.Between(24, 29), canvas.Between(17, 21));
        canvas.Box(x - (w / 2), ground - h, w, h + 8, backdrop.Shade(canvas.Pick("#d99a62", "#c9785a", "#d8b06a", "#8fa3b8")));
        var tiles = backdrop.Shade(canvas.Pick("#a8443a", "#84452f", "#96553c"));
        canvas.Fill($"M{x - (w / 2) - 4},{ground - h} L{x},{ground - h - 16} L{x + (w / 2) + 4},{ground - h}z", tiles);
        if (IsSnowy)
        {
            var top = ground - h - 5;
            canvas.Fill($"M{x - (w / 2)},{top} L{x},{top - 13} L{x + (w / 2)},{top}z", backdrop.Shade("#ffffff"));
        }

        canvas.Box(x - 4, ground - h + 5, 8, 7, backdrop.IsDark ? "#ffdf6b" : backdrop.Shade("#7fb2d8"));
    }

    private void Tree(double x, double ground, double height, string green)
    {
        var colour = backdrop.Shade(IsSnowy ? canvas.Pick("#b9d3dc", "#cfe0e8") : green);
        if (backdrop.Place == Place.Jungle)
        {
            BroadLeaf(x, ground, height, colour);
        }
        else if (backdrop.Season != Season.None && !IsSnowy)
        {
            BroadLeaf(x, ground, height, backdrop.Shade(canvas.Pick(Leaves)));
        }
        else
        {
            Trunk(x, ground, height);
            for (var i = 0; i < 3; i++)
            {
                var (top, half) = (ground - height + (i * height / 5), height * (0.16 + (0.06 * i)));
                canvas.Fill($"M{x - half},{top + (height * 0.36)} L{x},{top} L{x + half},{top + (height * 0.36)}z", colour);
            }
        }
    }

    private void Trunk(double x, double ground, double height) =>
        canvas.Box(x - (height / 24), ground - (height / 4), height / 12, height / 4, backdrop.Shade("#6d4a2c"));

    private void BroadLeaf(double x, double ground, double height, string colour)
    {
        Trunk(x, ground, height);
        for (var i = 0; i < 3; i++)
        {
            canvas.Disc(x + ((i - 1) * height / 5), ground - (height * (i == 1 ? 0.76 : 0.62)), height / 4, colour);
        }
    }

    private void Stall(double x, double ground)
    {
        var (half, top) = (19.0, ground - 50);
        canvas.Box(x - half + 2, top, 3, 50, backdrop.Shade("#7a5230"));
        canvas.Box(x + half - 5, top, 3, 50, backdrop.Shade("#7a5230"));
        canvas.Box(x - half, ground - 22, 2 * half, 22, backdrop.Shade("#a9713f"));
        for (var i = 0; i < 6; i++)
        {
            canvas.Disc(x - half + 4 + (i * 6), ground - 23, 4, backdrop.Shade(canvas.Pick("#e2503e", "#f2a53a", "#7fbf4a", "#f4d64a")));
        }

        var awning = canvas.Pick("#d9463e", "#3f86c4", "#3f9a62");
        for (var i = 0; i < 6; i++)
        {
            canvas.Box(x - half - 2 + (i * 7), top - 6, 7, 16, backdrop.Shade(i % 2 == 0 ? awning : "#ffffff"));
        }
    }

    private void Floe(double x, double ground, double half) => canvas.Fill(
        $"M{x - half},{ground} l{half * 0.5},{-half} l{half * 0.4},{-half * 0.5} l{half * 0.5},{half * 0.9} l{half * 0.6},{half * 0.6}z",
        backdrop.Shade(canvas.Pick("#e4f3fc", "#cfe8f7", "#ffffff")));

    private void Headstone(double x, double ground) =>
        canvas.Fill($"M{x - 9},{ground + 12} v-20 a9,9 0 0 1 18,0 v20z", backdrop.Shade(canvas.Pick("#9aa3ab", "#848e97")));

    private void Craters(string ground, string shade)
    {
        Hill(Horizon + 2, 5, ground);
        for (var i = 0; i < 9; i++)
        {
            var (x, y) = (canvas.Anywhere(), canvas.Between(90, 122));
            var half = canvas.Between(3, 5) * (y - 60) / 30;
            canvas.Fill($"M{x - half},{y} a{half},{half * 0.35} 0 0 0 {2 * half},0 a{half},{half * 0.35} 0 0 0 {-2 * half},0z", shade);
        }
    }

    private void Hill(double top, double bend, string colour) => canvas.Fill(
        $"M0,{top} Q{_width * 0.25},{top - bend} {_width * 0.5},{top} T{_width},{top} V{SvgCanvas.Height} H0z", colour);
}
