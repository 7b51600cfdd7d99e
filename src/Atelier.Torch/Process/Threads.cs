using System.Globalization;
using Atelier.Core;

namespace Atelier.Torch.Process;

/// <summary>The number of threads of one operator.</summary>
public static class Threads
{
    /// <summary>The environment variable that sets it.</summary>
    public const string Variable = "ATELIER_THREADS";

    /// <summary>
    /// Uses all cores that this process may use, or as many as <see cref="Variable"/> says; libtorch's own default may be lower.
    /// </summary>
    /// <exception cref="OptionException"><see cref="Variable"/> is no number above 0.</exception>
    public static void UseAllCores() => torch.set_num_threads(Parse(Environment.GetEnvironmentVariable(Variable)));

    internal static int Parse(string? setting) =>
        string.IsNullOrEmpty(setting) ? Environment.ProcessorCount
        : int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count
        : throw new OptionException($"{Variable} is '{setting}': it must be a whole number from 1 on, or unset for all cores.");
}
