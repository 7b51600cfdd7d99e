using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Cli.Tests.Inputs;

/// <summary>Runs a command line and checks what holds for all: it succeeds or says one sentence, soon, in little memory, and leaves nothing
/// half written.</summary>
internal static partial class OddRun
{
    private const long MostMemory = 1_000_000_000; // bytes
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_hanging = TimeSpan.FromMinutes(3); // on the busiest machine

    /// <summary>Runs it.</summary>
    /// <returns>The exit code, 0 or 2.</returns>
    public static async Task<int> RunAsync(OddFiles files, params string[] arguments)
    {
        var (before, memory) = (files.Listing(), Memory.Start());
        var (clock, busy) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);

        var (code, output, error) = await Task.Run(() => Terminal.RunAsync(arguments)).WaitAsync(s_hanging);

        // the process may have been kept from working
        Assert.True(clock.Elapsed < s_longest || Environment.CpuUsage.TotalTime - busy < s_longest, $"it took {clock.Elapsed}");
        Assert.True(memory.Peak() < MostMemory, $"it took {memory.Peak() / 1e6:F0} MB");
        Assert.True(code is 0 or 2, $"{code}: {error}");
        if (code == 2)
        {
            Assert.Equal("", output);
            Assert.Matches(Sentence(), error);
            Assert.DoesNotMatch(Internals(), error);
            Assert.Empty(files.Listing().Except(before));
        }

        return code;
    }

    // one line that ends as a sentence does
    [GeneratedRegex(@"\A\S[^\r\n]*[.?]\r?\n\z")]
    private static partial Regex Sentence();

    // .NET's names and words, or a stack trace
    [GeneratedRegex(
        @"\bSystem\.\w|(?<!/)\bAtelier\.\w|\bTorchSharp\b|Exception|`\d|   at |Object reference|inside Atelier|Parameter '|" +
        @"[\p{Cc}-[\r\n]]")]
    private static partial Regex Internals();

    // what the process held at most, above what it held before
    private sealed class Memory
    {
        private const string Status = "/proc/self/status", Reset = "/proc/self/clear_refs";
        private readonly long _before = Held();

        public static Memory Start()
        {
            if (File.Exists(Reset))
            {
                File.WriteAllText(Reset, "5"); // the peak begins anew
            }

            return new();
        }

        public long Peak() => Held("VmHWM:") - _before;

        private static long Held(string what = "VmRSS:") => File.Exists(Status)
            ? 1024 * long.Parse(
                File.ReadLines(Status).First(line => line.StartsWith(what, StringComparison.Ordinal)).Split(' ')[^2],
                CultureInfo.InvariantCulture)
            : Environment.WorkingSet;
    }
}
