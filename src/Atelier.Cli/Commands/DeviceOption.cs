using System.CommandLine;
using Atelier.Core;
using Atelier.Distributed.Mpi;

namespace Atelier.Cli.Commands;

/// <summary><c>--device cpu|cuda|cuda:N</c>, or <c>ATELIER_DEVICE</c>: where networks compute.</summary>
internal sealed class DeviceOption : Option<string?>
{
    public DeviceOption()
        : base("--device") => Description = "Where it computes: cpu, cuda or cuda:N; ATELIER_DEVICE, or the CPU, unless said.";

    /// <summary>The device asked for; of several processes that mpirun started on one machine, each has the GPU of its number.</summary>
    /// <exception cref="UserException">It is not known, or not on this machine.</exception>
    public Device Of(ParseResult parse)
    {
        var name = parse.GetValue(this) ?? (Environment.GetEnvironmentVariable("ATELIER_DEVICE") is { Length: > 0 } chosen ? chosen : "cpu");
        return Devices.Parse(name == "cuda" && Mpirun.LocalRank is { } number ? $"cuda:{number}" : name);
    }
}
