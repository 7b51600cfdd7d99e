namespace Atelier.Torch.Tests.Loading;

public sealed class LibtorchTests
{
    [Fact]
    public void FirstUseLoadsIt()
    {
        using var scope = torch.NewDisposeScope();
        var product = torch.tensor(new float[,] { { 1, 2 }, { 3, 4 } }).matmul(torch.ones(2, 1));
        Assert.Equal([3f, 7f], product.data<float>().ToArray());
    }
}
