using System.CommandLine;
using Atelier.Art.Forward;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier forward</c>: any network on tensors from a file.</summary>
internal static class ForwardCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "Weight file or model folder.", Required = true };
        var config = new Option<string?>("--config") { Description = "YAML or JSON with what the file does not reveal." };
        var kind = new Option<string?>("--kind") { Description = $"{string.Join(", ", ForwardPass.Kinds)}; found from the file unless said." };
        var function = new Option<string?>("--function") { Description = "What to compute; --list tells." };
        var input = new Option<string?>("--in") { Description = "safetensors with the inputs." };
        var output = new Option<string?>("--out") { Description = "safetensors for the outputs." };
        var precision = new Option<string>("--precision") { Description = "fp32 or bf16.", DefaultValueFactory = _ => "fp32" };
        var device = new DeviceOption();
        var list = new Option<bool>("--list") { Description = "List the functions with their inputs and outputs." };
        var command = new Command("forward", "Run a network on tensors from a file.") { model, config, kind, function, input, output, precision, device, list };
        command.SetAction(parse =>
        {
            var pass = ForwardPass.Open(parse.GetValue(model)!, parse.GetValue(config), parse.GetValue(kind), device.Of(parse));
            if (parse.GetValue(list))
            {
                Console.WriteLine(string.Join('\n', pass.Functions));
                return 0;
            }

            pass.Run(parse.GetValue(function), parse.GetValue(input), parse.GetValue(output), parse.GetValue(precision)!);
            return 0;
        });
        return command;
    }
}
