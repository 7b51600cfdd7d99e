using System.Globalization;
using Atelier.Core;

namespace Atelier.Torch.Process;

/// <summary>How many threads one operator uses.</summary>
public static class Threads
{
    /// <summary>Sets their number from outside.</summary>
    public const string Variable = "ATELIER_THREADS";

    /// <summary>
    /// Takes all cores that this process may use, or as many as <see cref="Variable"/> says. libtorch by itself may take fewer.
    /// </summary>
    /// <exception cref="OptionException"><see cref="Variable"/> is no number above 0.</exception>
    public static void UseCores() => torch.set_num_threads(Wanted(Environment.GetEnvironmentVariable(Variable)));

    internal static int Wanted(string? setting) =>
        string.IsNullOrEmpty(setting) ? Environment.ProcessorCount
        : int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count
        : throw new OptionException($"{Variable} is '{setting}': it must be a whole number from 1 on, or unset for all cores.");
}
