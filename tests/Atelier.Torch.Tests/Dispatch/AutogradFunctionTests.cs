using Atelier.Torch.Dispatch;

namespace Atelier.Torch.Tests.Dispatch;

[CollectionDefinition(nameof(AutogradFunctionTests), DisableParallelization = true)] // it counts the process's tensors
[Collection(nameof(AutogradFunctionTests))]
public sealed class AutogradFunctionTests
{
    [Fact]
    public void Apply_GivesTheGradientsOfTheFunctionWritten()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor([1f, 2f]).requires_grad_(), tensor([3f, 5f]).requires_grad_());

        var product = Product(x * 1, y);
        product.sum().backward();

        Assert.Equal([3f, 10f], product.ToArray<float>());
        Assert.Equal([3f, 5f], x.grad!.ToArray<float>());
        Assert.Equal([1f, 2f], y.grad!.ToArray<float>());
    }

    [Fact]
    public void Apply_OfInputsWithoutGradients_MakesNoGraph()
    {
        using var scope = NewDisposeScope();
        Assert.False(Product(tensor([1f]), tensor([2f])).requires_grad);
        using var noGrad = no_grad();
        Assert.False(Product(tensor([1f]).requires_grad_(), tensor([2f])).requires_grad);
    }

    [Fact]
    public void Apply_ThatIsNotBackPropagated_OrIs_KeepsNoTensor()
    {
        void Run(bool back)
        {
            using var scope = NewDisposeScope();
            var x = tensor([1f, 2f]).requires_grad_();
            var y = Product(Product(x * 1, x), x);
            if (back)
            {
                y.sum().backward();
            }
        }

        Run(true);
        var before = Tensor.TotalCount;
        for (var i = 0; i < 50; i++)
        {
            Run(i % 2 == 0);
        }

        Run(true); // what the last gradients leave is one call's
        Assert.InRange(Tensor.TotalCount - before, 0, 2);
    }

    private static Tensor Product(Tensor x, Tensor y) =>
        AutogradFunction.Apply(
            [x, y], () => (x * y, [x.detach(), y.detach()]), (gradient, saved) => [gradient * saved[1], gradient * saved[0]]);
}
