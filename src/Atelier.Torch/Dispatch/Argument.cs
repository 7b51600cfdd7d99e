using System.Diagnostics.CodeAnalysis;

namespace Atelier.Torch.Dispatch;

/// <summary>An argument of an <see cref="Operator"/>: anything that converts to it, or <see cref="None"/>.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "Conversions are implicit by design.")]
[SuppressMessage("Performance", "CA1815", Justification = "It is never compared.")]
public readonly struct Argument
{
    private Argument(object? value) => Value = value;

    /// <summary>Python's <c>None</c>, for an optional parameter.</summary>
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
