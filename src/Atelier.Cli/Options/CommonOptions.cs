using System.CommandLine;
using Atelier.Core;
using Atelier.Distributed.Mpi;
using Atelier.Torch.Process;

namespace Atelier.Cli.Options;

/// <summary>The options that commands share: output, and device and precision for commands that compute.</summary>
internal static class CommonOptions
{
    private static readonly FlagOption s_json = new("--json") { Description = "Results as JSON, one object a line." };
    private static readonly FlagOption s_quiet = new("--quiet") { Description = "No progress and no notes." };
    private static readonly NumericOption<int> s_threads =
        new(1, 1024, "--threads") { Description = $"Threads of an operation; by default {Threads.Variable}, or all cores." };
    private static readonly Option<string?> s_device = new("--device")
    {
        Description = "Device to compute on: cpu, cuda or cuda:N; by default ATELIER_DEVICE, or cpu.",
        HelpName = "cpu|cuda|cuda:N",
    };

    /// <summary>Precision of the networks.</summary>
    public static ChoiceOption<Precision> Precision { get; } = ChoiceOption.FromEnum<Precision>("--precision");

    static CommonOptions() =>
        Precision.Description = "Precision of the networks; auto is bf16 on processors with bf16 instructions, else fp32.";

    /// <summary>Adds the options of commands that do not compute.</summary>
    public static Command WithOutputOptions(this Command command)
    {
        command.Add(s_json);
        command.Add(s_quiet);
        return command;
    }

    /// <summary>Adds the options of commands that compute.</summary>
    /// <param name="command">The command.</param>
    /// <param name="precision">Whether the precision can be chosen.</param>
    public static Command WithComputeOptions(this Command command, bool precision = true)
    {
        command.Add(s_device);
        command.Add(s_threads);
        if (precision)
        {
            command.Add(Precision);
        }

        return command.WithOutputOptions();
    }

    /// <summary>Whether a command computes, and therefore needs libtorch.</summary>
    public static bool NeedsTorch(Command command) => command.Options.Contains(s_threads);

    /// <summary>The output of a command.</summary>
    public static Output.Report Report(this ParseResult parse) => new(parse.GetValue(s_json), parse.GetValue(s_quiet));

    /// <summary>Threads of an operation; null if not given.</summary>
    public static int? GetThreads(ParseResult parse) => parse.GetValue(s_threads);

    /// <summary>The chosen device. Each of several processes that mpirun started takes the GPU of its local rank.</summary>
    /// <exception cref="CommandLineException">The device is unknown, or not on this machine.</exception>
    public static Device Device(this ParseResult parse)
    {
        var name = parse.GetValue(s_device)
            ?? (Environment.GetEnvironmentVariable("ATELIER_DEVICE") is { Length: > 0 } chosen ? chosen : "cpu");
        return Devices.Parse(name == "cuda" && Mpirun.LocalRank is { } rank ? $"cuda:{rank}" : name);
    }

    /// <summary>Whether networks compute in bf16: as chosen, else on processors with bf16 instructions.</summary>
    public static bool Fast(this ParseResult parse, Device device) => Precision.Get(parse).IsBFloat16(device);
}
