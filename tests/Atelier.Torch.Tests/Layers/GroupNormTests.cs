using Atelier.Torch.Dispatch;
using Atelier.Torch.Layers;

namespace Atelier.Torch.Tests.Layers;

public sealed class GroupNormTests
{
    [Theory]
    [InlineData(1, 32, 8, 9, false)]
    [InlineData(3, 24, 4, 5, false)]
    [InlineData(2, 6, 6, 7, true)]
    [InlineData(2, 6, 1, 1, true)]
    public void Forward_ChannelsLastInBFloat16_HasTheGradientsOfLibtorchsInFp32(long batch, int channels, int groups, long side, bool silu)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var x = (randn(batch, channels, side, side + 1) * 2 + 1).to(ScalarType.BFloat16);
        var pull = randn(x.shape).to(ScalarType.BFloat16);
        using var norm = new GroupNorm(Weights.Fresh(new Generator(5)), channels, groups);
        using (no_grad())
        {
            foreach (var parameter in norm.parameters())
            {
                parameter.add_(randn(channels) / 4);
            }
        }

        var given = x.contiguous(memory_format.channels_last).requires_grad_();
        var y = silu ? norm.silu(given) : norm.call(given);
        (y * pull).sum().backward();
        var parameters = norm.parameters().ToArray();
        var exact = x.to(ScalarType.Float32).requires_grad_();
        var (weight, bias) = (parameters[0].detach().clone().requires_grad_(), parameters[1].detach().clone().requires_grad_());
        var reference = F.group_norm(exact, groups, weight, bias, 1e-6);
        reference = silu ? F.silu(reference) : reference;
        (reference * pull.to(ScalarType.Float32)).sum().backward();

        Near(reference, y, 0.02);
        Near(exact.grad!, given.grad!, 0.02);
        Near(weight.grad!, parameters[0].grad!, 0.01);
        Near(bias.grad!, parameters[1].grad!, 0.01);
    }

    private static void Near(Tensor expected, Tensor actual, double share) // of the largest value
    {
        var difference = (expected - actual.to(ScalarType.Float32)).abs().max().item<float>();
        Assert.InRange(difference, 0, share * Math.Max(0.1, expected.abs().max().item<float>()));
    }
}
