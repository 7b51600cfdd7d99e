using Atelier.Core;

namespace Atelier.Nn;

/// <summary>A named tensor of a network: what a checkpoint stores under <see cref="Name"/>.</summary>
public sealed class Parameter
{
    internal Parameter(string name, Tensor value, bool isBuffer)
    {
        Name = name;
        Value = value.DetachFromDisposeScope();
        IsBuffer = isBuffer;
    }

    /// <summary>The official checkpoint key, such as <c>decoder.conv_in.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The tensor; owned by the <see cref="ParameterSet"/>.</summary>
    public Tensor Value { get; private set; }

    /// <summary>True for what is stored but not trained (running statistics, masks).</summary>
    public bool IsBuffer { get; }

    /// <summary>The value in another type (differentiable); itself if it has it already. So fp32 weights serve bf16 activations.</summary>
    public Tensor As(ScalarType dtype) => Value.to(dtype);

    /// <summary>The value itself.</summary>
    public static implicit operator Tensor(Parameter parameter) => parameter.Value;

    /// <summary>Puts another tensor in place; the old one is released.</summary>
    public void Replace(Tensor value)
    {
        if (!ReferenceEquals(value, Value))
        {
            var old = Value;
            Value = value.DetachFromDisposeScope();
            old.Dispose();
        }
    }
}
