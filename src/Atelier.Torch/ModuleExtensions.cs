using Atelier.Torch.Dispatch;

namespace Atelier.Torch;

/// <summary>What TorchSharp's modules lack.</summary>
public static class ModuleExtensions
{
    /// <summary>Every parameter asks for gradients, or no longer; as PyTorch's method of this name.</summary>
    public static T requires_grad_<T>(this T module, bool requires_grad = true)
        where T : Module
    {
        foreach (var parameter in module.parameters())
        {
            parameter.requires_grad_(requires_grad);
        }

        return module;
    }

    /// <summary>For use, not for training: back-propagation computes gradients of inputs only, norms go by their
    /// running statistics, nothing is dropped.</summary>
    public static T Freeze<T>(this T module)
        where T : Module
    {
        module.eval();
        return module.requires_grad_(false);
    }

    /// <summary>The way frozen networks are fast on processors with bf16: matrices and kernels in bf16, 4-d ones channels-last; vectors,
    /// such as those of norms, and buffers stay as they are. The parameters remain the same objects.</summary>
    /// <param name="module">The network.</param>
    /// <param name="except">Parameters that stay as they are, by their keys.</param>
    public static void KernelsToBFloat16(this Module module, Func<string, bool>? except = null)
    {
        using var pause = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (parameter.dtype == ScalarType.Float32 && parameter.ndim > 1 && !(except?.Invoke(name) ?? false))
            {
                using var scope = NewDisposeScope();
                var kernel = parameter.detach().to(ScalarType.BFloat16);
                parameter.set_data(kernel.ndim == 4 ? kernel.contiguous(memory_format.channels_last) : kernel);
            }
        }
    }

    /// <summary>Lays kernels out as channels-last maps are, for a network that trains on such: each convolution would otherwise copy its
    /// kernel into that order, forward and backward. The parameters remain the same objects.</summary>
    public static T KernelsToChannelsLast<T>(this T module)
        where T : Module
    {
        using var pause = no_grad();
        foreach (var parameter in module.parameters().Where(parameter => parameter.ndim == 4))
        {
            using var scope = NewDisposeScope();
            parameter.set_data(parameter.detach().contiguous(memory_format.channels_last));
        }

        return module;
    }

    /// <summary>Applies modules one after another and releases what lies between, which only gradients need longer.</summary>
    public static Tensor Through(this IEnumerable<Module<Tensor, Tensor>> modules, Tensor x)
    {
        var y = x;
        foreach (var module in modules)
        {
            var before = y;
            y = module.call(before);
            if (!ReferenceEquals(before, x) && !ReferenceEquals(before, y))
            {
                before.Dispose();
            }
        }

        return y;
    }
}
