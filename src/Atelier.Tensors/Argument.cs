namespace Atelier.Tensors;

/// <summary>One argument of an operator. The conversions make <c>op.Call(x, w, null, 2)</c> read like the schema; nothing is allocated.</summary>
public readonly struct Argument
{
    internal readonly Tag Tag;
    internal readonly long Bits;
    internal readonly object? Reference;
    internal readonly string? Name;

    private Argument(Tag tag, long bits, object? reference = null, string? name = null)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
        Name = name;
    }

    /// <summary>The schema's default.</summary>
    public static Argument Default => default;

    /// <summary>An optional left empty.</summary>
    public static Argument None => new(Tag.None, 0);

    public static implicit operator Argument(Tensor? value) => value is null ? None : new(Tag.Tensor, 0, value);

    public static implicit operator Argument(long value) => new(Tag.Int, value);

    public static implicit operator Argument(int value) => new(Tag.Int, value);

    public static implicit operator Argument(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(bool value) => new(Tag.Bool, value ? 1 : 0);

    public static implicit operator Argument(string value) => new(Tag.String, 0, value);

    public static implicit operator Argument(DType value) => new(Tag.Int, (long)value);

    public static implicit operator Argument(MemoryFormat value) => new(Tag.Int, (long)value);

    public static implicit operator Argument(Device value) => new(Tag.String, 0, value.Name);

    public static implicit operator Argument(RandomGenerator? value) => value is null ? None : new(Tag.Generator, 0, value);

    public static implicit operator Argument(long[]? value) => value is null ? None : new(Tag.IntList, 0, value);

    public static implicit operator Argument(double[]? value) => value is null ? None : new(Tag.DoubleList, 0, value);

    public static implicit operator Argument(bool[]? value) => value is null ? None : new(Tag.BoolList, 0, value);

    public static implicit operator Argument(Tensor?[] value) => new(Tag.TensorList, 0, value);

    /// <summary>An argument by its name in the schema.</summary>
    public static implicit operator Argument((string Name, Argument Value) named) =>
        new(named.Value.Tag, named.Value.Bits, named.Value.Reference, named.Name);
}
