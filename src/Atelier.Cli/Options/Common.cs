using System.CommandLine;
using Atelier.Core;
using Atelier.Distributed.Mpi;
using Atelier.Torch.Process;

namespace Atelier.Cli.Options;

/// <summary>The options that all commands share, declared once: how results are told, and for
/// commands that compute, where and how.</summary>
internal static class Common
{
    private static readonly Flag s_json = new("--json") { Description = "Results as JSON, one object a line." };
    private static readonly Flag s_quiet = new("--quiet") { Description = "No progress and no remarks." };
    private static readonly Number<int> s_threads =
        new(1, 1024, "--threads") { Description = $"Threads of an operation; {Threads.Variable}, or all cores, unless said." };
    private static readonly Option<string?> s_device = new("--device")
    {
        Description = "Where it computes: cpu, cuda or cuda:N; ATELIER_DEVICE, or cpu, unless said.",
        HelpName = "cpu|cuda|cuda:N",
    };

    /// <summary>The arithmetic of networks.</summary>
    public static Choice<Precision> Precision { get; } = Choice.Of<Precision>("--precision");

    static Common() => Precision.Description = "Arithmetic of the networks; auto is bf16 on processors that compute in it, else fp32.";

    /// <summary>Gives a command the options of those that compute nothing.</summary>
    public static Command Telling(this Command command)
    {
        command.Add(s_json);
        command.Add(s_quiet);
        return command;
    }

    /// <summary>Gives a command the options of those that compute.</summary>
    /// <param name="command">The command.</param>
    /// <param name="precision">Whether the networks' arithmetic can be chosen.</param>
    public static Command Computing(this Command command, bool precision = true)
    {
        command.Add(s_device);
        command.Add(s_threads);
        if (precision)
        {
            command.Add(Precision);
        }

        return command.Telling();
    }

    /// <summary>Whether a command computes, and so needs libtorch.</summary>
    public static bool Computes(Command command) => command.Options.Contains(s_threads);

    /// <summary>How a command tells its results.</summary>
    public static Output.Report Report(this ParseResult parse) => new(parse.GetValue(s_json), parse.GetValue(s_quiet));

    /// <summary>How many threads an operation takes; null where nothing is said.</summary>
    public static int? ThreadsOf(ParseResult parse) => parse.GetValue(s_threads);

    /// <summary>The device asked for; of several processes that mpirun started on one machine, each has the GPU of its number.</summary>
    /// <exception cref="UserException">It is not known, or not on this machine.</exception>
    public static Device Device(this ParseResult parse)
    {
        var name = parse.GetValue(s_device)
            ?? (Environment.GetEnvironmentVariable("ATELIER_DEVICE") is { Length: > 0 } chosen ? chosen : "cpu");
        return Devices.Parse(name == "cuda" && Mpirun.LocalRank is { } number ? $"cuda:{number}" : name);
    }

    /// <summary>Whether networks are to compute in bf16: as said, else on processors that do it in hardware.</summary>
    public static bool Fast(this ParseResult parse, Device device) => Precision.Of(parse).IsBFloat16(device);
}
