namespace Atelier.Architecture.Tests;

/// <summary>Flags, exit codes and the console belong to the command line alone.</summary>
public sealed class ConsoleTests
{
    [Fact]
    public void Libraries_NeitherReadNorWriteTheConsole()
    {
        var wrong = from file in Sources.Program
                    where file.Project != "Atelier.Cli"
                    from line in file.Lines
                    where line.Contains("Console.", StringComparison.Ordinal) || line.Contains("Environment.Exit", StringComparison.Ordinal)
                    select $"{file.Path}: {line.Trim()}";

        Rule.Holds(wrong);
    }
}
