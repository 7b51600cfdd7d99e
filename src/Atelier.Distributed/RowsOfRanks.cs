using static TorchSharp.torch;

namespace Atelier.Distributed;

/// <summary>The rows of all processes; the gradient of this one's rows is the sum of what all processes have for them.</summary>
internal sealed class RowsOfRanks : autograd.SingleTensorFunction<RowsOfRanks>
{
    private const string Group = "group";

    public override string Name => nameof(RowsOfRanks);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var group = (ProcessGroup)vars[1];
        ctx.save_data(Group, group);
        ctx.set_materialize_grads(false); // what would be materialised may be disposed of by then
        return group.AllGather((Tensor)vars[0]);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var group = (ProcessGroup)ctx.get_data(Group);
        return [grad_output.IsInvalid ? grad_output : group.Shard(group.SumInBackward(grad_output)), null!];
    }
}
