using System.Diagnostics;

namespace Atelier.Cli.Output;

/// <summary>A line at the bottom of a terminal that tells how far work is. It is never wider than the terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int BarWidth = 20;
    private const int LeastText = 16; // beside which there is room for a bar
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(0.1);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _shown = TimeSpan.MinValue;
    private string _line = "";

    /// <summary>Shows what is done.</summary>
    /// <param name="text">In words.</param>
    /// <param name="share">Of the whole, 0 to 1.</param>
    public void Show(string text, double share)
    {
        if (share < 1 && _clock.Elapsed < _shown + s_pause)
        {
            return;
        }

        _shown = _clock.Elapsed;
        var line = Fit(text, share, _shown, Width());
        Console.Error.Write("\r" + line.PadRight(_line.Length));
        _line = line;
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        if (_line.Length > 0)
        {
            Console.Error.WriteLine();
        }
    }

    /// <summary>Text, bar, percentage and the time left in at most so many columns; what is too long is cut, and
    /// where it is narrow the bar goes first.</summary>
    public static string Fit(string text, double share, TimeSpan elapsed, int width)
    {
        share = double.IsFinite(share) ? Math.Clamp(share, 0, 1) : 0;
        var left = share > 0.02 ? elapsed * ((1 - share) / share) : (TimeSpan?)null;
        var figures = $" {share,4:P0} {(left is { } time ? Clock(time) : "-:--"),7}";
        var filled = (int)Math.Round(share * BarWidth);
        var bar = $" {new string('━', filled)}{new string('─', BarWidth - filled)}";
        var tail = LeastText + bar.Length + figures.Length <= width ? bar + figures : figures;
        var room = width - tail.Length;
        return room < 1 ? tail[^Math.Min(tail.Length, Math.Max(width, 0))..]
            : (text.Length <= room ? text : text[..(room - 1)] + "…") + tail;
    }

    private static string Clock(TimeSpan time) => time.TotalHours >= 100 ? ">100 h"
        : time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    // one column stays free: a full line would wrap
    private static int Width()
    {
        try
        {
            return Math.Max(1, (Console.WindowWidth > 0 ? Console.WindowWidth : 80) - 1);
        }
        catch (IOException)
        {
            return 79;
        }
    }
}
