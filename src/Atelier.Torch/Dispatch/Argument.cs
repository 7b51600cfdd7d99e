using System.Diagnostics.CodeAnalysis;

namespace Atelier.Torch.Dispatch;

/// <summary>What is given to an <see cref="Operator"/>: anything that converts to this, or <see cref="None"/>.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "It is never written out.")]
[SuppressMessage("Performance", "CA1815", Justification = "It is never compared.")]
public readonly struct Argument
{
    private Argument(object? value) => Value = value;

    /// <summary>Nothing, for an optional parameter.</summary>
    public static Argument None => default;

    internal object? Value { get; }

    public static implicit operator Argument(Tensor? value) => new(value);

    public static implicit operator Argument(long value) => new(value);

    public static implicit operator Argument(double value) => new(value);

    public static implicit operator Argument(bool value) => new(value);

    public static implicit operator Argument(string value) => new(value);

    public static implicit operator Argument(ScalarType value) => new(value);

    public static implicit operator Argument(memory_format value) => new(value);

    public static implicit operator Argument(Tensor?[] value) => new(value);

    public static implicit operator Argument(long[] value) => new(value);

    public static implicit operator Argument(double[] value) => new(value);

    public static implicit operator Argument(bool[] value) => new(value);
}
