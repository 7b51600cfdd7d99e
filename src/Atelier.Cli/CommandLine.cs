using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Atelier.Cli.Commands.Bench;
using Atelier.Cli.Commands.Colouring;
using Atelier.Cli.Commands.Create;
using Atelier.Cli.Commands.Data;
using Atelier.Cli.Commands.Doctor;
using Atelier.Cli.Commands.Dream;
using Atelier.Cli.Commands.Evaluate;
using Atelier.Cli.Commands.Film;
using Atelier.Cli.Commands.Forward;
using Atelier.Cli.Commands.Grid;
using Atelier.Cli.Commands.History;
using Atelier.Cli.Commands.Imagine;
using Atelier.Cli.Commands.Interpolate;
using Atelier.Cli.Commands.Models;
using Atelier.Cli.Commands.Paint;
using Atelier.Cli.Commands.Reconstruct;
using Atelier.Cli.Commands.Sample;
using Atelier.Cli.Commands.Score;
using Atelier.Cli.Commands.Studio;
using Atelier.Cli.Commands.Train;
using Atelier.Cli.Commands.Upscale;
using Atelier.Cli.Commands.Work;
using Atelier.Cli.Options;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Torch.Loading;
using Atelier.Torch.Process;

namespace Atelier.Cli;

/// <summary>Parses the command line, runs a command, and turns errors into one sentence and an exit code: 0 success, 1 failure, 2 user
/// error, 130 interrupted.</summary>
public static class CommandLine
{
    // created once: commands share options, and an option keeps a list of its commands
    private static readonly Lazy<RootCommand> s_root = new(Commands);

    /// <summary>How arguments are read: one that begins with @ is a word like any other, not the name of a file of arguments.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>All commands.</summary>
    internal static RootCommand Root => s_root.Value;

    /// <summary>Runs the program on these arguments.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = Root;
        var parsed = root.Parse(WithHelp(args), Parsing);
        if (parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 }
            && parsed is { Errors.Count: > 0, UnmatchedTokens.Count: 0 })
        {
            parsed = root.Parse([.. args, "--help"], Parsing); // a group of commands
        }

        if (parsed.Action is not HelpAction && ParseErrors.Describe(parsed, args) is { } error)
        {
            Tell(error);
            return 2;
        }

        using var interruption = new Interruption(isCancellable: parsed.Action is AsynchronousCommandLineAction);
        try
        {
            return await InvokeAsync(parsed, interruption.Requested);
        }
        catch (Exception e) when (ExitCode.IsKnown(e))
        {
            return ExitCode.Report(e);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted.");
            return Interruption.ExitCode;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("ATELIER_DEBUG") is null)
        {
            Tell($"This went wrong inside Atelier: {e.Message.Split('\n')[0]} (ATELIER_DEBUG=1 shows where).");
            return 1;
        }
    }

    private static void Tell(string sentence) => Console.Error.WriteLine(Output.Visible.Escape(sentence));

    private static RootCommand Commands() => new("Atelier: words to pictures, on your own machine.")
    {
        ImagineCommand.Create(), BreedCommand.Create(), GridCommand.Create(), CreateCommand.Create(), HistoryCommand.Create(),
        PaintCommand.Create(), ColourCommand.Create(), DreamCommand.Create(),
        UpscaleCommand.Create(), InterpolateCommand.Create(), FilmCommand.Create(),
        SampleCommand.Create(), SampleCommand.CreateComplete(), ScoreCommand.Create(), ReconstructCommand.Create(),
        ModelsCommand.Create(), DataCommand.Create(), TrainCommand.Create(), EvaluateCommand.Create(), ForwardCommand.Create(),
        StudioCommand.Create(), WorkCommand.Create(), BenchCommand.Create(), DoctorCommand.Create(),
    };

    // 'atelier' and 'atelier help imagine' show help too
    private static string[] WithHelp(string[] args) => args switch
    {
        [] => ["--help"],
        ["help", .. var command] => [.. command, "--help"],
        _ => args,
    };

    private static async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.Action is not HelpAction && CommonOptions.NeedsTorch(parsed.CommandResult.Command))
        {
            Libtorch.Prepare();
            if (CommonOptions.GetThreads(parsed) is { } threads)
            {
                Environment.SetEnvironmentVariable(Threads.Variable, $"{threads}");
            }
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancel);
    }
}
