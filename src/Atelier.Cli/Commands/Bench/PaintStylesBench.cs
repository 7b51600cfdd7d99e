using System.Diagnostics;
using System.Globalization;
using Atelier.Art.Paint;
using Atelier.Cli.Output;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Bench;

/// <summary>The time of a style.</summary>
/// <param name="Style">Its name.</param>
/// <param name="Strokes">Strokes of all pictures.</param>
/// <param name="PaintCpu">Processor seconds of a picture, in the mean, from the picture in memory to the finished painting.</param>
internal sealed record PaintStyleTiming(string Style, int Strokes, double PaintCpu);

/// <summary>Paints pictures in every style.</summary>
internal static class PaintStylesBench
{
    private const int CellSide = 180;

    /// <summary>Paints, reports the time of each style, and draws a sheet with a column for each style.</summary>
    /// <param name="report">Receives the times.</param>
    /// <param name="pictures">RGB.</param>
    /// <param name="options">The painter's options; their style is ignored.</param>
    /// <param name="device">The network's device.</param>
    /// <param name="sheet">The sheet's file; null for none.</param>
    public static void Run(Report report, IReadOnlyList<Picture> pictures, PaintOptions options, Device device, string? sheet)
    {
        var columns = new List<IReadOnlyList<Picture?>>();
        foreach (var style in PaintStyle.All)
        {
            using var painter = new StrokePainter(options with { Style = style.Name }, device);
            painter.Paint(pictures[0].Resize(64)); // warm up: loading does not count
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            var (column, strokes) = (new List<Picture?>(), 0);
            foreach (var picture in pictures)
            {
                var painting = painter.Paint(picture);
                column.Add(style.Finish().Apply(painting.Render(picture.Width, picture.Height)));
                strokes += painting.Strokes.Count;
            }

            process.Refresh();
            var timing = new PaintStyleTiming(
                style.Name, strokes, (process.TotalProcessorTime - before).TotalSeconds / pictures.Count);
            report.Result(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{style.Name,-12} {strokes,5} strokes  {timing.PaintCpu:F2} s of processor time a picture"),
                timing);
            columns.Add(column);
        }

        if (sheet is not null)
        {
            LabelledGrid.Draw(
                [.. pictures.Select((_, i) => columns.Select(column => column[i]).ToArray())],
                [.. PaintStyle.All.Select(style => style.Name)],
                [.. pictures.Select(_ => "")],
                "",
                CellSide).Save(sheet);
        }
    }
}
