using static TorchSharp.torch;

namespace Atelier.Distributed;

/// <summary>Differentiable all-reduce: the sum over all ranks; its gradient is the sum of all gradients.</summary>
internal sealed class AllReduceFunction : autograd.SingleTensorFunction<AllReduceFunction>
{
    private const string Group = "group";

    public override string Name => nameof(AllReduceFunction);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var group = (ProcessGroup)vars[1];
        ctx.save_data(Group, group);
        ctx.set_materialize_grads(false); // materialised tensors may be disposed by then
        var sum = ((Tensor)vars[0]).detach().clone();
        group.AllReduceSum(sum);
        return sum;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        [grad_output.IsInvalid ? grad_output : ((ProcessGroup)ctx.get_data(Group)).SumInBackward(grad_output), null!];
}
