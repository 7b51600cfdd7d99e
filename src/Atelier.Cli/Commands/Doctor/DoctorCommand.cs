using System.CommandLine;
using Atelier.Cli.Options;

namespace Atelier.Cli.Commands.Doctor;

/// <summary><c>atelier doctor</c>: checks the installation.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Check this machine, and say how to fix what is wrong.").WithOutputOptions();
        command.SetAction(parse =>
        {
            var findings = Diagnosis.Run();
            parse.Report().Result(string.Join('\n', findings.Select(Line)), findings);
            return findings.Exists(finding => finding.Wrong) ? 1 : 0;
        });
        return command;
    }

    private static string Line(Finding finding)
    {
        var mark = finding.Wrong ? "!!" : finding.Cure is null ? "ok" : "--";
        return $"{mark}  {finding.What,-11} {finding.Found}{(finding.Cure is null ? "" : $"\n    {"",-11} cure: {finding.Cure}")}";
    }
}
