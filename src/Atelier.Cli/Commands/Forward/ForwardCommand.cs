using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Cli.Commands.Forward;

/// <summary><c>atelier forward</c>: runs a network on tensors from a file.</summary>
internal static class ForwardCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "Weight file or model folder.", Required = true };
        var config = new Option<string?>("--config") { Description = "YAML or JSON with options that do not follow from the weights." };
        var kind = new ChoiceOption<string?>([("auto", null), .. ForwardPass.Kinds.Select(one => (one, (string?)one))], "--kind")
        {
            Description = "Kind of network; auto detects it.",
        };
        var function = new Option<string?>("--function") { Description = "The function to run; --list shows them." };
        var input = new Option<string?>("--in") { Description = "safetensors with the inputs." };
        var output = new Option<string?>("--out") { Description = "safetensors for the outputs." };
        var list = new FlagOption("--list") { Description = "List the functions with their inputs and outputs." };
        var command = new Command("forward", "Run a network on tensors from a file.")
        {
            model, config, kind, function, input, output, list,
        };
        command.SetAction(parse =>
        {
            var report = parse.Report();
            if (parse.GetValue(list))
            {
                parse.RejectUnused([function, input, output, CommonOptions.ExactPrecision], "beside --list");
            }
            else if (parse.GetValue(output) is { } place)
            {
                AtomicFile.RequireWritable(place);
            }

            var device = parse.Device();
            Devices.AllowTf32(false);
            var pass = ForwardPass.Open(parse.GetValue(model)!, parse.GetValue(config), kind.Get(parse), device);
            if (parse.GetValue(list))
            {
                report.Result(string.Join('\n', pass.Functions), new { functions = pass.Functions });
                return;
            }

            pass.Run(parse.GetValue(function), parse.GetValue(input), parse.GetValue(output), parse.Fast(device));
            if (report.IsJson)
            {
                report.Result("", new { outputs = parse.GetValue(output) });
            }
        });
        return command.WithComputeOptions(CommonOptions.ExactPrecision);
    }
}
