using Atelier.Torch.Dispatch;

namespace Atelier.Torch;

/// <summary>What TorchSharp's modules lack.</summary>
public static class ModuleExtensions
{
    /// <summary>Sets whether every parameter requires gradients, as PyTorch's method of this name.</summary>
    public static T requires_grad_<T>(this T module, bool requires_grad = true)
        where T : Module
    {
        foreach (var parameter in module.parameters())
        {
            parameter.requires_grad_(requires_grad);
        }

        return module;
    }

    /// <summary>For inference: evaluation mode, and no parameter requires gradients.</summary>
    public static T Freeze<T>(this T module)
        where T : Module
    {
        module.eval();
        return module.requires_grad_(false);
    }

    /// <summary>Converts matrices and kernels to bf16, kernels channels-last on the CPU, for inference; vectors, such as those of norms,
    /// and buffers stay fp32. The parameters remain the same objects.</summary>
    /// <param name="module">The network.</param>
    /// <param name="except">Keys of parameters to leave in fp32.</param>
    public static void ConvertKernelsToBFloat16(this Module module, Func<string, bool>? except = null)
    {
        using var noGrad = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (parameter.dtype == ScalarType.Float32 && parameter.ndim > 1 && !(except?.Invoke(name) ?? false))
            {
                using var scope = NewDisposeScope();
                var kernel = parameter.detach().to(ScalarType.BFloat16);
                var isMap = kernel.ndim == 4 && kernel.device.type == DeviceType.CPU;
                parameter.set_data(isMap ? kernel.contiguous(memory_format.channels_last) : kernel);
            }
        }
    }

    /// <summary>Lays kernels out as channels-last maps are, for a network that trains on such: each convolution would otherwise copy its
    /// kernel into that order, forward and backward. The parameters remain the same objects.</summary>
    public static T KernelsToChannelsLast<T>(this T module)
        where T : Module
    {
        using var noGrad = no_grad();
        foreach (var parameter in module.parameters().Where(parameter => parameter.ndim == 4))
        {
            using var scope = NewDisposeScope();
            parameter.set_data(parameter.detach().contiguous(memory_format.channels_last));
        }

        return module;
    }

    /// <summary>Applies modules in sequence and disposes of intermediate results; autograd keeps what gradients need.</summary>
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
