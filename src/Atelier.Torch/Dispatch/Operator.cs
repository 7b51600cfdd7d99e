using static TorchSharp.torch;

namespace Atelier.Torch;

/// <summary>
/// An operator of libtorch, called by its schema: the door to what TorchSharp has no method for. Gradients, autocast and devices work as everywhere, since the call goes
/// through PyTorch's dispatcher. It takes tensors, numbers, truths, texts, types, memory formats, lists of them, and None; it returns tensors, or nothing.
/// <code>static readonly Operator Contiguous = new("aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=contiguous_format) -> Tensor(a)");</code>
/// </summary>
public sealed class Operator
{
    // an operator of a later libtorch may take more, which is always optional: None, false and 0
    private const int Spare = 8;
    private readonly OperatorSchema _schema;

    /// <summary>Declares an operator.</summary>
    /// <param name="schema">
    /// Its schema, word for word as libtorch has it, with the namespace. Calls are checked against it, so that a wrong one may end the process;
    /// a test compares every one of this assembly with libtorch's file.
    /// </param>
    /// <exception cref="FormatException">It is no schema.</exception>
    /// <exception cref="NotSupportedException">It takes or returns what cannot be passed.</exception>
    public Operator(string schema)
    {
        Schema = schema;
        _schema = OperatorSchema.Parse(schema);
        if (_schema.Results.Any(result => (result.Item ?? result) is not { Name: "Tensor", Optional: false })
            || _schema.Results.Count > 1 && _schema.Results.Any(result => result.Item is not null))
        {
            throw new NotSupportedException($"{schema} returns other things than tensors");
        }
    }

    /// <summary>Its schema, as declared.</summary>
    public string Schema { get; }

    /// <summary>Calls it, where it returns one tensor.</summary>
    /// <param name="arguments">One for each parameter, in the schema's order; nothing is left out.</param>
    /// <exception cref="ArgumentException">Their number or types are not the schema's.</exception>
    /// <exception cref="OperatorException">libtorch refused the call, or has no such operator.</exception>
    public Tensor Call(params ReadOnlySpan<Argument> arguments) => CallMany(arguments) is [var only]
        ? only
        : throw new InvalidOperationException($"{_schema.Name} does not return one tensor: use {nameof(CallMany)}");

    /// <summary>Calls it, where it returns several tensors, a list of them, or nothing.</summary>
    /// <inheritdoc cref="Call"/>
    public unsafe Tensor[] CallMany(params ReadOnlySpan<Argument> arguments)
    {
        Check(arguments);
        var stack = stackalloc ulong[Math.Max(arguments.Length + Spare, _schema.Results.Count)];
        for (var i = 0; i < arguments.Length; i++)
        {
            stack[i] = StableValue.Pack(_schema.Parameters[i].Type, arguments[i].Value);
        }

        if (StableAbi.aoti_torch_call_dispatcher(_schema.Name, _schema.Overload, stack) != 0)
        {
            throw new OperatorException($"libtorch refused {_schema.Name}{(_schema.Overload.Length == 0 ? "" : ".")}{_schema.Overload}; it wrote the reason to the error output");
        }

        if (_schema.Results is [{ Item: not null }])
        {
            return StableValue.UnpackTensors(stack[0]);
        }

        var results = new Tensor[_schema.Results.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = StableValue.UnpackTensor(stack[i]);
        }

        return results;
    }

    private void Check(ReadOnlySpan<Argument> arguments)
    {
        if (arguments.Length != _schema.Parameters.Count)
        {
            throw new ArgumentException($"{_schema.Name} takes {_schema.Parameters.Count} arguments, not {arguments.Length}: {Schema}");
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            var (parameter, value) = (_schema.Parameters[i], arguments[i].Value);
            if (!StableValue.Fits(parameter.Type, value))
            {
                throw new ArgumentException($"{_schema.Name} takes {parameter.Type} for {parameter.Name}, not {value?.GetType().Name ?? "None"}: {Schema}");
            }
        }
    }
}
