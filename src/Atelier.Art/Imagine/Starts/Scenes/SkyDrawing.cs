namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Draws skies, with the sun or the moon, stars and clouds.</summary>
internal static class SkyDrawing
{
    /// <summary>Draws the sky of a backdrop; of places without one, what fills the picture.</summary>
    public static void Draw(SvgCanvas canvas, Backdrop backdrop)
    {
        var (top, bottom) = (backdrop.Place, backdrop.Hour, backdrop.Weather) switch
        {
            (Place.Underwater, _, _) => ("#35b4dd", "#0b3f80"),
            (Place.Space, _, _) => ("#0b0b2b", "#2b2066"),
            (Place.Moon, _, _) => ("#05060f", "#20243f"),
            (Place.Mars, not Hour.Night, _) => ("#c98a63", "#f2cfa6"),
            (Place.Room, _, _) => ("#f6e3c0", "#efd2a0"),
            (_, Hour.Night, Weather.Rain or Weather.Storm) => ("#243058", "#5b6d96"),
            (_, Hour.Night, _) when backdrop.HasAurora => ("#101a40", "#2d4a80"),
            (Place.City, Hour.Night, _) => ("#1f3070", "#8a9be6"),
            (_, Hour.Night, _) => ("#1a2a66", "#5870c0"),
            (_, Hour.Sunset, _) => ("#6a4fa3", "#ffb25e"),
            (_, _, Weather.Rain or Weather.Storm) => ("#63758f", "#a9b7c8"),
            (_, _, Weather.Snow) => ("#86a6cf", "#d3e2f3"),
            (_, _, Weather.Mist) => ("#a9bcc8", "#e3ebee"),
            _ => ("#62b5f3", "#d2eefe"),
        };
        var share = backdrop.Place is Place.Sky or Place.Space or Place.Underwater ? 1 : 0.65; // of the height, down to the horizon
        canvas.Add("<linearGradient id='sky' x1='0' y1='0' x2='0' y2='1'>" + FormattableString.Invariant(
            $"<stop offset='0' stop-color='{top}'/><stop offset='{share}' stop-color='{bottom}'/></linearGradient>"));
        canvas.Box(0, 0, canvas.Width, SvgCanvas.Height, "url(#sky)");
        if (backdrop.HasSky)
        {
            Lights(canvas, backdrop);
            Aurora(canvas, backdrop);
            Clouds(canvas, backdrop);
        }
    }

    private static void Earth(SvgCanvas canvas, double x)
    {
        canvas.Disc(x, 26, 14, "#3f86d8");
        canvas.Disc(x - 4, 22, 5, "#5fae58");
        canvas.Disc(x + 5, 30, 4, "#5fae58");
    }

    private static void Lights(SvgCanvas canvas, Backdrop backdrop)
    {
        var x = canvas.Width * canvas.Between(0.12, 0.88);
        var larger = backdrop.HasLargeLight ? 8 : 0;
        if (backdrop.IsDark)
        {
            var isSpace = backdrop.Place == Place.Space;
            for (var i = 0; i < 36; i++)
            {
                canvas.Disc(canvas.Anywhere(), canvas.Between(0, isSpace ? SvgCanvas.Height : 70), canvas.Between(0.7, 1.8), "#fff");
            }

            if (backdrop.Place == Place.Moon)
            {
                Earth(canvas, x);
            }
            else if (!backdrop.HasAurora)
            {
                canvas.Disc(x, 24 + (larger / 2), (isSpace ? 15 : 11) + larger, isSpace ? "#d9805a" : "#fdf2c0");
            }
        }
        else if (backdrop.Hour == Hour.Sunset)
        {
            canvas.Disc(x, 72, 18, "#fff0b0");
        }
        else if (backdrop.Weather is Weather.Clear or Weather.Clouds)
        {
            canvas.Disc(x, 22 + (larger / 2), 10 + larger, "#ffe066");
        }

        if (backdrop.Weather == Weather.Storm)
        {
            canvas.Fill($"M{canvas.Width - x},18 l-12,26 h9 l-8,26 l24,-34 h-10 l10,-18z", "#ffe14d");
        }
    }

    // curtains of light, brightest at their lower edge
    private static void Aurora(SvgCanvas canvas, Backdrop backdrop)
    {
        if (!backdrop.HasAurora)
        {
            return;
        }

        canvas.Add("<linearGradient id='aurora' x1='0' y1='0' x2='0' y2='1'><stop offset='0' stop-color='#9a5be0' stop-opacity='0'/>"
            + "<stop offset='0.5' stop-color='#2fd98a' stop-opacity='0.9'/><stop offset='1' stop-color='#7dffb4'/></linearGradient>");
        var (w, top) = ((double)canvas.Width, canvas.Between(2, 8));
        foreach (var (y, bend) in new[] { (top, 16.0), (top + 24, -12.0) })
        {
            canvas.Fill(
                $"M0,{y} q{w / 4},{bend} {w / 2},0 t{w / 2},0 v34 q{-w / 4},{bend} {-w / 2},0 t{-w / 2},0z", "url(#aurora)");
        }
    }

    private static void Clouds(SvgCanvas canvas, Backdrop backdrop)
    {
        var count = backdrop.Weather == Weather.Clouds || backdrop.Place == Place.Sky ? 6
            : backdrop.IsWet ? 5
            : backdrop.IsDark || backdrop.HasAurora ? 0 : 2;
        var colour = backdrop.Hour == Hour.Night ? "#4a5682"
            : backdrop.IsWet ? "#8593a6"
            : backdrop.Hour == Hour.Sunset ? "#f6c6b4" : "#ffffff";
        for (var i = 0; i < count; i++)
        {
            var lowest = backdrop.Place switch { Place.Sky => 110, Place.Mountains => 28, _ => 46 };
            var (x, y) = (canvas.Anywhere(), canvas.Between(14, lowest));
            canvas.Disc(x - 9, y, 6, colour);
            canvas.Disc(x, y - 3, 8, colour);
            canvas.Disc(x + 9, y, 6, colour);
        }
    }
}
