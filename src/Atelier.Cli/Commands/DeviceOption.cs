using System.CommandLine;
using Atelier.Core;

namespace Atelier.Cli.Commands;

/// <summary><c>--device cpu|cuda|cuda:N</c>, or <c>ATELIER_DEVICE</c>: where networks compute.</summary>
internal sealed class DeviceOption : Option<string?>
{
    public DeviceOption()
        : base("--device") => Description = "Where it computes: cpu, cuda or cuda:N; ATELIER_DEVICE, or the CPU, unless said.";

    /// <summary>The device asked for; of several workers on one machine, whose number torchrun's <c>LOCAL_RANK</c> is, each has the GPU of its number.</summary>
    /// <exception cref="UserException">It is not known, or not on this machine.</exception>
    public Device Of(ParseResult parse)
    {
        var name = parse.GetValue(this) ?? (Environment.GetEnvironmentVariable("ATELIER_DEVICE") is { Length: > 0 } chosen ? chosen : "cpu");
        return Devices.Parse(name == "cuda" && Environment.GetEnvironmentVariable("LOCAL_RANK") is { Length: > 0 } worker ? $"cuda:{worker}" : name);
    }
}
