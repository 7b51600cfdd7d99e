using Atelier.Torch.Dispatch;

namespace Atelier.Torch.Tests.Dispatch;

public sealed class MemoryFormatTests
{
    [Fact]
    public void ChannelsLast()
    {
        using var scope = NewDisposeScope();
        var x = rand(2, 3, 4, 5);
        var last = x.contiguous(memory_format.channels_last);
        Assert.Equal([60, 1, 15, 3], last.stride());
        Assert.True(x.equal(last).all().item<bool>());
        Assert.Equal([60, 20, 5, 1], last.contiguous(memory_format.contiguous_format).stride());
    }

    [Fact]
    public void GradientsFlow()
    {
        using var scope = NewDisposeScope();
        var x = rand([1, 3, 2, 2], requires_grad: true);
        (x.contiguous(memory_format.channels_last) * 2).sum().backward();
        Assert.True(x.grad!.allclose(full(1, 3, 2, 2, 2f)));
    }

    [Fact]
    public void ThreeDimensionsHaveNoSuchOrder() =>
        Assert.Throws<OperatorException>(() => rand(3, 4, 5).contiguous(memory_format.channels_last));
}
