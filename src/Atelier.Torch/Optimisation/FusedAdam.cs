using Atelier.Torch.Dispatch;

namespace Atelier.Torch.Optimisation;

/// <summary>libtorch's kernels of Adam and AdamW: one pass over all parameters.</summary>
public static class FusedAdam
{
    private static readonly Operator Adam = Declare("_fused_adam_");
    private static readonly Operator AdamW = Declare("_fused_adamw_");

    /// <summary>One step, in place.</summary>
    /// <param name="decoupled">AdamW's weight decay.</param>
    /// <param name="parameters">The tensors to update.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="first">The running means of gradients.</param>
    /// <param name="second">The running means of their squares.</param>
    /// <param name="step">Steps taken, with this one.</param>
    /// <param name="rate">The step size.</param>
    /// <param name="betas">Decay rates of the running means.</param>
    /// <param name="decay">Weight decay.</param>
    /// <param name="epsilon">Added to the denominator.</param>
    public static void Step(
        bool decoupled, Tensor[] parameters, Tensor[] gradients, Tensor[] first, Tensor[] second,
        long step, double rate, (double First, double Second) betas, double decay, double epsilon)
    {
        if (parameters.Length == 0)
        {
            return;
        }

        var count = tensor((float)step, device: parameters[0].device);
        Tensor[] steps = [.. Enumerable.Repeat(count, parameters.Length)];
        (decoupled ? AdamW : Adam).CallMany(
            parameters, gradients, first, second, Array.Empty<Tensor>(), steps,
            rate, betas.First, betas.Second, decay, epsilon, false, false, Argument.None, Argument.None);
    }

    private static Operator Declare(string name) => new(
        $"aten::{name}(Tensor(a!)[] self, Tensor(b!)[] grads, Tensor(c!)[] exp_avgs, Tensor(d!)[] exp_avg_sqs, "
        + "Tensor(e!)[] max_exp_avg_sqs, Tensor[] state_steps, *, float lr, float beta1, float beta2, float weight_decay, float eps, "
        + "bool amsgrad, bool maximize, Tensor? grad_scale=None, Tensor? found_inf=None) -> ()");
}
