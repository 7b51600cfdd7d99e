using System.CommandLine;
using System.Text.Json;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier doctor</c>: what is here, and what is wrong with it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("doctor", "Say what Atelier found on this machine, and the cure of what is wrong.") { json };
        command.SetAction(parse =>
        {
            var findings = Diagnosis.Make();
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(findings, JsonSerializerOptions.Web));
            }
            else
            {
                findings.ForEach(finding => Console.WriteLine(Line(finding)));
            }

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
