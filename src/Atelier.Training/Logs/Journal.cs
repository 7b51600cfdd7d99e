using System.Globalization;
using Atelier.Imaging.Pictures;
using Atelier.Training.Loop;

namespace Atelier.Training.Logs;

/// <summary>The logs of a run: <c>log.csv</c>, TensorBoard's events, <c>samples/</c>, <c>report.html</c>, and progress reports.</summary>
internal sealed class Journal : IDisposable
{
    private readonly string _folder;
    private readonly long _steps;
    private readonly IProgress<TrainingStep> _progress;
    private readonly CsvLog _log;
    private readonly EventFile _events;
    private string? _sheet;

    /// <summary>Starts the logs, or continues them at a step.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="steps">Steps planned.</param>
    /// <param name="progress">Receives what is logged.</param>
    public Journal(string folder, long step, long steps, IProgress<TrainingStep> progress)
    {
        (_folder, _steps, _progress) = (folder, steps, progress);
        _log = new(Path.Combine(folder, "log.csv"));
        _log.Rewind(step);
        _events = new(folder, step);
    }

    /// <summary>Logs the metrics of a step.</summary>
    public void Write(long step, IReadOnlyDictionary<string, double> metrics)
    {
        _log.Write(step, metrics);
        _events.Write(step, metrics);
        _progress.Report(new(step, _steps, metrics, _sheet));
    }

    /// <summary>Logs a sheet of samples and histograms.</summary>
    public void Write(long step, Picture sheet, IReadOnlyDictionary<string, IReadOnlyList<double>> histograms)
    {
        sheet.Save(_sheet = Path.Combine(_folder, "samples", step.ToString("D7", CultureInfo.InvariantCulture) + ".png"));
        _events.Write(step, "samples", sheet);
        foreach (var (name, counts) in histograms)
        {
            _events.Write(step, name, counts);
        }
    }

    /// <summary>Renders the page of the run so far.</summary>
    public void WriteReport(long step) => TrainingReport.Write(_folder, step, _steps);

    /// <summary>Closes the files.</summary>
    public void Dispose() => _events.Dispose();
}
