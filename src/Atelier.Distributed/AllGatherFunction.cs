using static TorchSharp.torch;

namespace Atelier.Distributed;

/// <summary>Differentiable all-gather: the gradient of this rank's rows is the sum of all ranks' gradients for them.</summary>
internal sealed class AllGatherFunction : autograd.SingleTensorFunction<AllGatherFunction>
{
    private const string Group = "group";

    public override string Name => nameof(AllGatherFunction);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var group = (ProcessGroup)vars[1];
        ctx.save_data(Group, group);
        ctx.set_materialize_grads(false); // materialised tensors may be disposed by then
        return group.AllGather((Tensor)vars[0]);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var group = (ProcessGroup)ctx.get_data(Group);
        return [grad_output.IsInvalid ? grad_output : group.Shard(group.SumInBackward(grad_output)), null!];
    }
}
