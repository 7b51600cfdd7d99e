using Atelier.Core;

namespace Atelier.Art.Paint.Film;

/// <summary>Options of a painting's film.</summary>
public sealed record FilmOptions
{
    /// <summary>Seconds of painting.</summary>
    public double Duration { get; init; } = 8;

    /// <summary>Seconds at the end that show the finished painting.</summary>
    public double Pause { get; init; } = 2;

    /// <summary>Frames per second.</summary>
    public int Rate { get; init; } = 30;

    /// <summary>Whether to show a paint brush.</summary>
    public bool Cursor { get; init; }

    /// <summary>The longer side in pixels, even as players require; 0 for the picture's own, at most 1080.</summary>
    public int LongerSide { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="OptionException">Something is out of range.</exception>
    public void Validate()
    {
        if (LongerSide % 2 != 0)
        {
            throw new OptionException(
                $"{nameof(LongerSide)} {LongerSide} is odd, and players need films of even sides: {LongerSide + 1} is one.",
                nameof(LongerSide));
        }

        if (!(Duration is > 0 and <= 3600) || !(Pause is >= 0 and <= 600) || Rate is < 1 or > 120 || LongerSide is < 0 or > 4096)
        {
            throw new OptionException(
                $"{nameof(Duration)} is above 0 to 3600 seconds, {nameof(Pause)} 0 to 600 seconds, {nameof(Rate)} 1 to 120, " +
                $"{nameof(LongerSide)} up to 4096.",
                nameof(Duration),
                nameof(Pause),
                nameof(Rate),
                nameof(LongerSide));
        }
    }
}
