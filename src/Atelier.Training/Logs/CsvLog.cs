using System.Globalization;
using System.Text;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Training.Logs;

/// <summary>Metrics of a run as a table with a line per log entry and a column per metric.</summary>
internal sealed class CsvLog(string path)
{
    private string[]? _columns = File.Exists(path) ? File.ReadLines(path).FirstOrDefault()?.Split(',')[1..] : null;

    /// <summary>Removes lines after a step, because the run is resumed from an earlier checkpoint.</summary>
    public void Rewind(long step)
    {
        if (File.Exists(path))
        {
            var lines = File.ReadAllLines(path);
            Replace(lines.Where(
                (line, i) => i == 0 || (long.TryParse(line.Split(',')[0], CultureInfo.InvariantCulture, out var at) && at <= step)));
        }
    }

    /// <summary>Adds a line, and a column for each new metric.</summary>
    public void Write(long step, IReadOnlyDictionary<string, double> values)
    {
        if (_columns is null || values.Keys.Except(_columns).Any())
        {
            var old = File.Exists(path) ? File.ReadAllLines(path).Skip(1) : [];
            _columns = [.. _columns ?? [], .. values.Keys.Except(_columns ?? [])];
            Replace(old.Select(line => line + new string(',', Math.Max(0, _columns.Length + 1 - line.Split(',').Length)))
                .Prepend("step," + string.Join(',', _columns)));
        }

        var line = step + "," + string.Join(',', _columns.Select(
            name => values.TryGetValue(name, out var value) ? value.ToString("G6", CultureInfo.InvariantCulture) : "")) + "\n";
        AtomicFile.Guard(path, () => File.AppendAllText(path, line));
    }

    // atomically, since a run may be killed at any moment
    private void Replace(IEnumerable<string> lines) =>
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
}
