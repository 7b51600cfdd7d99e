using System.Globalization;

namespace Atelier.Tensors;

/// <summary>Where a tensor lives: the CPU or one GPU.</summary>
/// <param name="Name">libtorch's name: <c>cpu</c>, <c>cuda:0</c>, …</param>
public readonly record struct Device(string Name)
{
    private static readonly Dictionary<int, string> Types = new() { [0] = "cpu", [1] = "cuda", [6] = "hip", [12] = "xpu", [13] = "mps", [14] = "meta" };

    /// <summary>The CPU.</summary>
    public static Device Cpu { get; } = new("cpu");

    /// <summary>The GPU of this index, counted from 0.</summary>
    public static Device Cuda(int index = 0) => new($"cuda:{index}");

    /// <summary>True for the CPU.</summary>
    public bool IsCpu => Name == "cpu";

    /// <summary>The device of libtorch's <c>DeviceType</c> number and index; what has no number of its own in every version is a private one.</summary>
    internal static Device Of(int type, int index) => type == 0 ? Cpu : new($"{Types.GetValueOrDefault(type, "privateuseone")}:{Math.Max(index, 0)}");

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>, and checks that the device is there.</summary>
    /// <exception cref="UserException">The name is none of these, or this machine has no such device.</exception>
    public static Device Parse(string name)
    {
        if (name == "cpu")
        {
            return Cpu;
        }

        if (name != "cuda" && !(name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            throw new UserException($"Device '{name}' is not known; use cpu, cuda or cuda:N.");
        }

        var index = name == "cuda" ? 0 : int.Parse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture);
        var count = Engine.CudaDevices;
        return index < count ? Cuda(index)
            : throw new UserException($"Device '{name}' is not on this machine: libtorch {Engine.Version} sees {(count == 0 ? "no CUDA device" : $"{count} CUDA devices, counted from 0")}; --device cpu always works.");
    }
}
