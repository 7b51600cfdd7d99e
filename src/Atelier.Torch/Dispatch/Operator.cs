namespace Atelier.Torch.Dispatch;

/// <summary>
/// An operator of libtorch, called by its schema: for what TorchSharp has no method for. The call goes through PyTorch's
/// dispatcher, so that autograd and devices work as usual. Arguments are tensors, numbers, booleans, strings, types, memory formats,
/// lists of them, and None; results are tensors.
/// <code>static readonly Operator Cat = new("aten::cat(Tensor[] tensors, int dim=0) -> Tensor");</code>
/// </summary>
public sealed class Operator
{
    // a later libtorch may add parameters, which are always optional: None, false and 0
    private const int Spare = 8;
    private readonly OperatorSchema _schema;
    private readonly bool _returnsList;

    /// <summary>Declares an operator.</summary>
    /// <param name="schema">
    /// Its schema, exactly as libtorch has it, with the namespace. Calls are checked only against it, so that a wrong one may crash the
    /// process; a test compares all schemas of this assembly with libtorch's.
    /// </param>
    /// <exception cref="FormatException">It is no schema.</exception>
    /// <exception cref="NotSupportedException">It returns anything but tensors or one list of tensors.</exception>
    public Operator(string schema)
    {
        Schema = schema;
        _schema = OperatorSchema.Parse(schema);
        _returnsList = _schema.Results is [{ Name: "list", Optional: false, Item: { Name: "Tensor", Optional: false } }];
        if (!_returnsList && !_schema.Results.All(result => result is { Name: "Tensor", Optional: false }))
        {
            throw new NotSupportedException($"{schema} returns other things than tensors");
        }
    }

    /// <summary>Its schema, as declared.</summary>
    public string Schema { get; }

    /// <summary>Calls an operator that returns one tensor.</summary>
    /// <param name="arguments">One for each parameter, in the schema's order; nothing is left out.</param>
    /// <exception cref="ArgumentException">Their number or types are not the schema's.</exception>
    /// <exception cref="OperatorException">libtorch refused the call, or has no such operator.</exception>
    public Tensor Call(params ReadOnlySpan<Argument> arguments) => !_returnsList && _schema.Results.Count == 1
        ? CallMany(arguments)[0]
        : throw new InvalidOperationException($"{_schema.Name} does not return one tensor: use {nameof(CallMany)}");

    /// <summary>Calls an operator that returns several tensors, a list of them, or nothing.</summary>
    /// <inheritdoc cref="Call"/>
    public unsafe Tensor[] CallMany(params ReadOnlySpan<Argument> arguments)
    {
        Check(arguments);
        var stack = stackalloc ulong[Math.Max(arguments.Length, _schema.Results.Count) + Spare];
        for (var i = 0; i < arguments.Length; i++)
        {
            stack[i] = StableValue.Pack(_schema.Parameters[i].Type, arguments[i].Value);
        }

        if (StableAbi.aoti_torch_call_dispatcher(_schema.Name, _schema.Overload, stack) != 0)
        {
            throw new OperatorException($"libtorch refused {_schema.Name}; it wrote the reason to the error output ({Schema})");
        }

        if (_returnsList)
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
            throw new ArgumentException(
                $"{_schema.Name} takes {_schema.Parameters.Count} arguments, not {arguments.Length}: {Schema}", nameof(arguments));
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            var (parameter, value) = (_schema.Parameters[i], arguments[i].Value);
            if (!StableValue.Fits(parameter.Type, value))
            {
                var given = value?.GetType().Name ?? "None";
                throw new ArgumentException(
                    $"{_schema.Name} takes {parameter.Type} for {parameter.Name}, not {given}: {Schema}", nameof(arguments));
            }
        }
    }
}
