using System.CommandLine;
using Atelier.Cli.Options;

namespace Atelier.Cli.Commands.Doctor;

/// <summary><c>atelier doctor</c>: what is here, and what is wrong with it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Say what Atelier found on this machine, and the cure of what is wrong.").Telling();
        command.SetAction(parse =>
        {
            var findings = Diagnosis.Make();
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
