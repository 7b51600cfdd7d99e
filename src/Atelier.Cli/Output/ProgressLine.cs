using System.Diagnostics;

namespace Atelier.Cli.Output;

/// <summary>A progress bar on the last line of a terminal, never wider than the terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int BarWidth = 20;
    private const int ShortestText = 16; // columns of text that must be left beside a bar
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(0.1);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _shown = TimeSpan.MinValue;
    private string _line = "";

    /// <summary>Updates the line.</summary>
    /// <param name="text">The current step.</param>
    /// <param name="fraction">The fraction done, 0 to 1.</param>
    public void Show(string text, double fraction)
    {
        if (fraction < 1 && _clock.Elapsed < _shown + s_interval)
        {
            return;
        }

        _shown = _clock.Elapsed;
        var line = Fit(Visible.Escape(text), fraction, _shown, Width());
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

    /// <summary>Text, bar, percentage and remaining time in at most <paramref name="width"/> columns. Long text is cut; in a narrow
    /// terminal the bar is left out first.</summary>
    public static string Fit(string text, double fraction, TimeSpan elapsed, int width)
    {
        fraction = double.IsFinite(fraction) ? Math.Clamp(fraction, 0, 1) : 0;
        var left = fraction > 0.02 ? elapsed * ((1 - fraction) / fraction) : (TimeSpan?)null;
        var figures = $" {fraction,4:P0} {(left is { } time ? Clock(time) : "-:--"),7}";
        var filled = (int)Math.Round(fraction * BarWidth);
        var bar = $" {new string('━', filled)}{new string('─', BarWidth - filled)}";
        var tail = ShortestText + bar.Length + figures.Length <= width ? bar + figures : figures;
        var room = width - tail.Length;
        return room < 1 ? tail[^Math.Min(tail.Length, Math.Max(width, 0))..]
            : (text.Length <= room ? text : text[..(room - 1)] + "…") + tail;
    }

    private static string Clock(TimeSpan time) => time.TotalHours >= 100 ? ">100 h"
        : time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    // one column stays free, since a full line would wrap
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
