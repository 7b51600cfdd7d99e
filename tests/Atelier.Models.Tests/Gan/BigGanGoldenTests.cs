using Atelier.Models.Gan.BigGan;
using Atelier.Tests;

namespace Atelier.Models.Tests.Gan;

public class BigGanGoldenTests
{
    [Fact]
    public void Tiny_AtEachTruncation_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("biggan-tiny");
        using var model = Load();
        var classes = golden.In("class");

        golden.Check("image.t0.4", model.call(golden.In("z.t0.4"), classes, 0.4));
        golden.Check("image.t1", model.call(golden.In("z.t1"), classes.narrow(0, 0, 1), 1));
        foreach (var truncation in new[] { 0.14, 0.437, 0.58 }) // between two statistics, and where rounding misses one
        {
            var image = model.call(golden.In(FormattableString.Invariant($"z.t{truncation}")), classes.narrow(0, 0, 1), truncation);
            golden.Check(FormattableString.Invariant($"image.t{truncation}.every2"), Thinned(image, 2));
        }
    }

    [Fact]
    public void Tiny_NoiseAndAttention_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("biggan-tiny");
        using var model = Load();
        var seen = new Dictionary<string, Tensor>();
        foreach (var (name, module) in model.named_modules().Where(named => named.name is "generator.gen_z" or "generator.layers.8"))
        {
            ((nn.Module<Tensor, Tensor>)module).register_forward_hook(
                (_, _, output) => seen[name] = output.clone().DetachFromDisposeScope());
        }

        model.call(golden.In("z.t0.4"), golden.In("class"), 0.4);

        golden.Check("gen_z", seen["generator.gen_z"][0]);
        golden.Check("attention_layer.t0.4", Thinned(seen["generator.layers.8"].narrow(0, 0, 1), 4));
    }

    [Fact]
    public void Tiny_GradientsOfNoiseAndClasses_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("biggan-tiny");
        using var model = Load();
        var (z, classes) = (golden.In("z.t0.4").requires_grad_(), golden.In("class").requires_grad_());

        (Thinned(model.call(z, classes, 0.4), 2) * golden.In("R")).sum().backward();

        golden.Check("grad_z", z.grad!);
        golden.Check("grad_class", classes.grad!);
    }

    [Fact]
    public void Tiny_InTrainingMode_IteratesTheVectorsOnce()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("biggan-tiny");
        using var model = Load();
        model.train();

        var image = model.call(golden.In("z.t0.4"), golden.In("class"), 0.4);

        golden.Check("image.trainmode.t0.4.every2", Thinned(image.narrow(0, 0, 1), 2));
        golden.Check("weight_u.trainmode", model.state_dict()["generator.gen_z.weight_u"].narrow(0, 0, 256));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Layout_OfAReleasedModel_LoadsWithNothingMissingOrLeftOver(int size)
    {
        var (layout, config) = ($"biggan-deep-{size}", ModelConfig.Read(Golden.Locate("layouts", $"biggan-deep-{size}.config.json")!));
        var stored = Layout.Read(layout);
        var options = BigGanOptions.FromWeights(stored, new(layout, config));

        using var model = new BigGanModel(Weights.From(stored, layout), options); // throws when anything is off

        Assert.Equal(size, options.Size);
        Assert.Equal(stored.Keys.Order(), model.state_dict().Keys.Order());
        Assert.Equal(options.Layers, BigGanOptions.FromWeights(stored, new(layout, ModelConfig.Empty)).Layers);
    }

    private static BigGanModel Load() => BigGanFile.Load(ModelFiles.Find(Golden.Locate("biggan-tiny", "pytorch_model.bin")!));

    private static Tensor Thinned(Tensor x, int step) => x[.., .., TensorIndex.Slice(step: step), TensorIndex.Slice(step: step)];
}
