using System.CommandLine;
using System.CommandLine.Help;
using Atelier.Cli.Commands;
using Atelier.Core;
using Atelier.Distributed;

namespace Atelier.Cli;

/// <summary>The program: parses, runs a command, turns errors into one sentence and an exit code. 0 done, 1 failed, 2 asked wrongly, 130 interrupted.</summary>
public static class CommandLine
{
    /// <summary>Runs the program on these arguments.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Atelier: words to pictures, on your own machine.")
        {
            ImagineCommand.Create(), PaintCommand.Create(), ScoreCommand.Create(), ReconstructCommand.Create(), UpscaleCommand.Create(), ModelsCommand.Create(), DataCommand.Create(), TrainCommand.Create(), SampleCommand.Create(), SampleCommand.CreateComplete(), EvaluateCommand.Create(),
            ForwardCommand.Create(), BenchCommand.Create(), DoctorCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            var wrong = string.Join(" ", parsed.Errors.Select(error => error.Message.TrimEnd('.') + "."));
            Console.Error.WriteLine($"{wrong} '{string.Join(' ', Names(parsed.CommandResult).Reverse().Prepend("atelier").Append("--help"))}' tells what there is.");
            return 2;
        }

        try
        {
            if (parsed.Action is not HelpAction && Names(parsed.CommandResult).LastOrDefault() is not (null or "models" or "data" or "doctor"))
            {
                Libtorch.Prepare();
            }

            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is UserException or ProcessGroupException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted.");
            return 130;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("ATELIER_DEBUG") is null)
        {
            Console.Error.WriteLine($"This went wrong inside Atelier: {e.Message.Split('\n')[0]} (ATELIER_DEBUG=1 shows where).");
            return 1;
        }
    }

    private static IEnumerable<string> Names(System.CommandLine.Parsing.CommandResult result)
    {
        for (var at = result; at is not null && at.Parent is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
        {
            yield return at.Command.Name;
        }
    }
}
