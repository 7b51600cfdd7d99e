using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;
using Atelier.Models.Clip;
using Atelier.Models.Codecs;
using Atelier.Tests;

namespace Atelier.Art.Tests;

/// <summary>The loop's operators alone, against VQGAN-CLIP's.</summary>
public class OperatorGoldenTests
{
    private readonly Golden _golden = Golden.Open("nerdy-ops");

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    [InlineData("d")]
    [InlineData("e")]
    public void Resample_AndItsGradient_MatchTheOfficialCode(string name)
    {
        using var scope = NewDisposeScope();
        var x = _golden.In(name).requires_grad_();

        var y = Resample.Apply(x, 32, 32);

        _golden.Check("resample_" + name, y);
        _golden.Check($"resample_{name}.grad", autograd.grad([y], [x], grad_outputs: [_golden.In("R")])[0]);
    }

    [Theory]
    [InlineData("lanczos_k_64", 0.64)]
    [InlineData("lanczos_k_31", 32.0 / 110)]
    public void Kernel_IsTheOfficialOne(string name, double ratio)
    {
        using var scope = NewDisposeScope();
        var kernel = Resample.Kernel(ratio);
        _golden.Check(name, tensor(kernel, [kernel.Length]));
    }

    [Fact]
    public void Clamp_LetsGradientsThatLeadBackPass()
    {
        using var scope = NewDisposeScope();
        var x = _golden.In("clamp_x").requires_grad_();

        var y = StraightThrough.Clamp(x, 0, 1);

        _golden.Check("clamp", y);
        _golden.Check("clamp_grad", autograd.grad([y], [x], grad_outputs: [_golden.In("clamp_g")])[0]);
    }

    [Fact]
    public void Quantize_TakesTheNearest_GradientStraightThrough()
    {
        using var scope = NewDisposeScope();
        var x = _golden.In("x").requires_grad_(); // [b, h, w, e]

        var (latent, indices) = Codebook.Quantize(x.permute(0, 3, 1, 2), _golden.In("codebook"));
        var back = latent.permute(0, 2, 3, 1);

        _golden.Check("vq", back);
        _golden.Check("vq_indices", indices);
        _golden.Check("vq_grad", autograd.grad([back], [x], grad_outputs: [_golden.In("gq")])[0]);
    }

    [Fact]
    public void Pool_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var x = _golden.In("pool_x").requires_grad_();

        var y = CutoutSampler.Pool(x, 24);

        _golden.Check("pool", y);
        _golden.Check("pool_grad", autograd.grad([y], [x], grad_outputs: [_golden.In("pool_R")])[0]);
    }

    [Fact]
    public void PromptLoss_AndItsGradient_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var x = _golden.In("feat").requires_grad_();
        Prompt[] prompts = [new("1"), new("2", -0.5), new("3", 2), new("4", 0.3, 0.9)];

        Tensor[] losses = [.. prompts.Select((prompt, i) => prompt.Loss(x, _golden.In("emb").narrow(0, i, 1)))];

        _golden.Check("prompt", stack(losses, 0));
        _golden.Check("prompt_multi", new Prompt("all").Loss(x, _golden.In("emb")));
        _golden.Check("prompt_grad", autograd.grad([losses.Aggregate((sum, loss) => sum + loss)], [x])[0]);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(48)]
    public void Preprocessing_MatchesTheOfficialCode(int size)
    {
        using var scope = NewDisposeScope();
        var mean = tensor(new float[] { 0.48145466f, 0.4578275f, 0.40821073f }, [1, 3, 1, 1]);
        var deviation = tensor(new float[] { 0.26862954f, 0.26130258f, 0.27577711f }, [1, 3, 1, 1]);

        var y = (Preprocessing.Apply(_golden.In("photo").unsqueeze(0).to(ScalarType.Float32) / 255, size) - mean) / deviation;

        var off = (y.squeeze(0) - _golden.Out($"preprocess_{size}")).abs();
        // one step of 8 bits where it rounds the other way
        Assert.True(off.max().ToDouble() <= 1.01 / 255 / 0.26, $"off by {off.max().ToDouble()}");
        Assert.True(off.gt(1e-4).to(ScalarType.Float32).mean().ToDouble() < 0.02);
    }
}
