using System.Globalization;

namespace Atelier.Training;

/// <summary>What a trainer reports of a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Total">Steps planned.</param>
/// <param name="Values">Named figures: losses, rates.</param>
public sealed record TrainingStep(long Step, long Total, IReadOnlyDictionary<string, double> Values);

/// <summary>Appends figures to a CSV, one line a report; the first line names them.</summary>
internal sealed class TrainingLog(string path)
{
    public void Write(TrainingStep step)
    {
        if (!File.Exists(path))
        {
            File.WriteAllText(path, "step," + string.Join(',', step.Values.Keys) + "\n");
        }

        File.AppendAllText(path, step.Step + "," + string.Join(',', step.Values.Values.Select(value => value.ToString("G6", CultureInfo.InvariantCulture))) + "\n");
    }
}
