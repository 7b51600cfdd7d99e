using Atelier.Core;

namespace Atelier.Nn;

/// <summary>All parameters and buffers of a network, in the order its constructors asked for them. Owns their tensors.</summary>
public sealed class ParameterSet : IDisposable
{
    private readonly Dictionary<string, Parameter> _byName = [];
    private readonly List<Parameter> _all = [];

    /// <summary>Every parameter and buffer.</summary>
    public IReadOnlyList<Parameter> All => _all;

    /// <summary>What optimisers train.</summary>
    public IEnumerable<Parameter> Trained => _all.Where(parameter => !parameter.IsBuffer && parameter.Value.requires_grad);

    /// <summary>How many numbers the parameters hold (buffers left out).</summary>
    public long Count => _all.Where(parameter => !parameter.IsBuffer).Sum(parameter => parameter.Value.numel());

    /// <summary>The parameter of this key, or null.</summary>
    public Parameter? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>No parameter asks for gradients: back-propagation computes those of the inputs only.</summary>
    public ParameterSet Freeze() => RequireGradients(false);

    /// <summary>Every floating parameter asks for gradients, or no longer.</summary>
    public ParameterSet RequireGradients(bool on = true)
    {
        foreach (var parameter in _all)
        {
            var floating = parameter.Value.dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
            parameter.Value.requires_grad_(on && floating && !parameter.IsBuffer);
        }

        return this;
    }

    /// <summary>Forgets the gradients gathered so far.</summary>
    public void ClearGradients()
    {
        foreach (var parameter in _all)
        {
            parameter.Value.grad = null;
        }
    }

    /// <summary>Replaces values once: another type, layout or device. Gradients are asked for as before.</summary>
    /// <param name="change">From the old tensor to the new one; the same tensor leaves it.</param>
    public void Convert(Func<Parameter, Tensor> change)
    {
        using var pause = no_grad();
        foreach (var parameter in _all)
        {
            using var scope = NewDisposeScope();
            var wanted = parameter.Value.requires_grad;
            parameter.Replace(change(parameter).detach());
            parameter.Value.requires_grad_(wanted);
        }
    }

    /// <summary>Whether the network computes in bf16: on the fast path, or while it trains although the weights are fp32.</summary>
    public bool ComputeInBFloat16 { get; set; }

    /// <summary>Whether feature maps lie channels-last in fp32 too, as they always do in bf16: convolutions on the CPU are faster so.</summary>
    public bool ChannelsLast { get; set; }

    /// <summary>A picture or feature map [b, c, h, w] as the network computes: in bf16, channels-last, or as it is.</summary>
    public Tensor Prepare(Tensor x) => ComputeInBFloat16 ? x.to(ScalarType.BFloat16).contiguous(memory_format.channels_last) : ChannelsLast ? x.contiguous(memory_format.channels_last) : x;

    /// <summary>The fast path of frozen networks on the CPU: matrices and convolutions in bf16, 4-d weights channels-last; norms stay fp32.</summary>
    /// <param name="except">Parameters that stay as they are, by name.</param>
    public void ToFastPath(Func<string, bool>? except = null)
    {
        ComputeInBFloat16 = true;
        Convert(parameter => parameter.Value switch
        {
            { } value when value.dtype != ScalarType.Float32 || value.ndim < 2 || (except?.Invoke(parameter.Name) ?? false) => value,
            { ndim: 4 } kernel => kernel.to(ScalarType.BFloat16).contiguous(memory_format.channels_last),
            { } matrix => matrix.to(ScalarType.BFloat16),
        });
    }

    /// <summary>Moves everything to a device.</summary>
    public void To(Device device) => Convert(parameter => parameter.Value.to(device));

    /// <summary>Releases all tensors.</summary>
    public void Dispose() => _all.ForEach(parameter => parameter.Value.Dispose());

    internal Parameter Add(Parameter parameter)
    {
        if (!_byName.TryAdd(parameter.Name, parameter))
        {
            throw new ArgumentException($"two parameters are called {parameter.Name}");
        }

        _all.Add(parameter);
        return parameter;
    }
}
