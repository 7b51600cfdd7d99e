using System.CommandLine;
using Atelier.Core;
using Atelier.Distributed.Mpi;
using Atelier.Torch.Process;

namespace Atelier.Cli.Options;

/// <summary>The options that commands share: output, and device and precision for commands that compute.</summary>
internal static class CommonOptions
{
    private const string AutoMeans = "Precision of the networks; auto is bf16 on processors with bf16 instructions, else fp32.";
    private static readonly FlagOption s_json = new("--json") { Description = "Results as JSON, one object a line." };
    private static readonly FlagOption s_quiet = new("--quiet") { Description = "No progress and no notes." };
    private static readonly NumericOption<int> s_threads =
        new(1, 1024, "--threads") { Description = $"Threads of an operation; by default {Threads.Variable}, or all cores." };
    private static readonly Option<string?> s_device = new("--device")
    {
        Description = "Device to compute on: cpu, cuda or cuda:N; by default ATELIER_DEVICE, or cpu.",
        HelpName = "cpu|cuda|cuda:N",
    };

    /// <summary>Precision of the networks, as fast as the processor allows: for what is drawn once.</summary>
    public static ChoiceOption<Precision> Precision { get; } =
        PrecisionOption(AutoMeans, Torch.Precision.Auto, Torch.Precision.Fp32, Torch.Precision.Bf16);

    /// <summary>Precision of the networks, fp32 unless told otherwise: for figures, and for samples that a seed names.</summary>
    public static ChoiceOption<Precision> ExactPrecision { get; } =
        PrecisionOption(AutoMeans, Torch.Precision.Fp32, Torch.Precision.Bf16, Torch.Precision.Auto);

    /// <summary>Precision instead of that of a recipe.</summary>
    public static ChoiceOption<Precision> RecipePrecision { get; } = new(
        Words(Torch.Precision.Auto, Torch.Precision.Fp32, Torch.Precision.Bf16), "--precision")
    {
        Description = $"{AutoMeans} By default the recipe's.", DefaultValueFactory = null,
    };

    /// <summary>Adds the options of commands that do not compute.</summary>
    public static Command WithOutputOptions(this Command command)
    {
        command.Add(s_json);
        command.Add(s_quiet);
        return command;
    }

    /// <summary>Adds the options of commands that compute.</summary>
    /// <param name="command">The command.</param>
    /// <param name="precision">The option of the precision; <see cref="Precision"/> if it is null.</param>
    public static Command WithComputeOptions(this Command command, Option? precision = null)
    {
        command.Add(s_device);
        command.Add(s_threads);
        command.Add(precision ?? Precision);
        return command.WithOutputOptions();
    }

    /// <summary>Adds the options of commands that compute, but with no network of their own.</summary>
    public static Command WithDeviceOptions(this Command command)
    {
        command.Add(s_device);
        command.Add(s_threads);
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

    /// <summary>The precision chosen for a command, or its default.</summary>
    public static Precision Precise(this ParseResult parse) =>
        (parse.CommandResult.Command.Options.Contains(ExactPrecision) ? ExactPrecision : Precision).Get(parse);

    /// <summary>Whether networks compute in bf16: as chosen, else on processors with bf16 instructions.</summary>
    public static bool Fast(this ParseResult parse, Device device) => parse.Precise().IsBFloat16(device);

    /// <summary>Rejects bf16 for a network that has no such way.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="network">The network: "the generator of a GAN".</param>
    /// <exception cref="CommandLineException">bf16 was asked for.</exception>
    public static void RequireFp32(this ParseResult parse, string network)
    {
        if (parse.Precise() == Torch.Precision.Bf16)
        {
            throw new CommandLineException($"--precision bf16 is not for {network}, which computes in fp32 only.");
        }
    }

    /// <summary>The value of a recipe that the option stands for: none, or <c>training.precision=bf16</c>.</summary>
    public static string[] RecipeValues(this ParseResult parse) => parse.IsGiven(RecipePrecision)
        ? [$"training.precision={Word(RecipePrecision.Get(parse))}"]
        : [];

    private static ChoiceOption<Precision> PrecisionOption(string description, params Precision[] words) =>
        new(Words(words), "--precision") { Description = description };

    private static (string Word, Precision Value)[] Words(params Precision[] values) => [.. values.Select(value => (Word(value), value))];

    private static string Word(Precision value) => value.ToString().ToLowerInvariant();
}
