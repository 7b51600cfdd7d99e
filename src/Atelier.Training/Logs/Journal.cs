using System.Globalization;
using Atelier.Imaging.Pictures;
using Atelier.Training.Loop;

namespace Atelier.Training.Logs;

/// <summary>What a run tells of itself: <c>log.csv</c>, TensorBoard's events, <c>samples/</c>,
/// <c>report.html</c>, and whoever listens.</summary>
internal sealed class Journal : IDisposable
{
    private readonly string _folder;
    private readonly long _steps;
    private readonly IProgress<TrainingStep> _progress;
    private readonly CsvLog _log;
    private readonly EventFile _events;
    private string? _sheet;

    /// <summary>Begins or goes on at a step, of so many.</summary>
    public Journal(string folder, long step, long steps, IProgress<TrainingStep> progress)
    {
        (_folder, _steps, _progress) = (folder, steps, progress);
        _log = new(Path.Combine(folder, "log.csv"));
        _log.Rewind(step);
        _events = new(folder, step);
    }

    /// <summary>Figures of a step.</summary>
    public void Write(long step, IReadOnlyDictionary<string, double> figures)
    {
        _log.Write(step, figures);
        _events.Write(step, figures);
        _progress.Report(new(step, _steps, figures, _sheet));
    }

    /// <summary>A sheet of samples, and how often each of many values occurs.</summary>
    public void Write(long step, Picture sheet, IReadOnlyDictionary<string, IReadOnlyList<double>> counts)
    {
        sheet.Save(_sheet = Path.Combine(_folder, "samples", step.ToString("D7", CultureInfo.InvariantCulture) + ".png"));
        _events.Write(step, "samples", sheet);
        foreach (var (name, values) in counts)
        {
            _events.Write(step, name, values);
        }
    }

    /// <summary>The page of the run as it is.</summary>
    public void WriteReport(long step) => TrainingReport.Write(_folder, step, _steps);

    /// <summary>Closes the files.</summary>
    public void Dispose() => _events.Dispose();
}
