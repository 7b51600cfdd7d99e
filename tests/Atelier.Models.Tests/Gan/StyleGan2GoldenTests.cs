using Atelier.Models.Gan.StyleGan2;
using Atelier.Models.Gan.StyleGan2.Layers;
using Atelier.Tests;

namespace Atelier.Models.Tests.Gan;

public class StyleGan2GoldenTests
{
    public static TheoryData<string, string> Files() => new()
    {
        { "skip-uncond", "pkl" }, { "skip-cond", "pkl" }, { "resnet-uncond", "pkl" },
        { "skip-uncond", "safetensors" }, { "skip-cond", "safetensors" }, { "resnet-uncond", "safetensors" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Tiny_FromEitherContainer_MatchesTheOfficialCode(string name, string kind)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("stylegan2-tiny", $"io_{name}.safetensors");
        using var model = StyleGan2File.Load(Locate(name, kind));
        var (z, c) = (golden.In("z"), Classes(golden, name));

        golden.Check("ws.psi1", model.Map(z, c));
        var latents = model.Map(z, c, truncation: 0.7);
        golden.Check("ws.psi0.7", latents);
        golden.Check("ws.psi0.7.cutoff4", model.Map(z, c, truncation: 0.7, cutoff: 4));
        golden.Check("image.psi1", model.call(z, c));
        golden.Check("image.psi0.7", model.Synthesize(latents));
        golden.Check("image.psi0.7.nonoise", model.Synthesize(latents.narrow(0, 0, 1), new(NoiseMode.None)));
        golden.Check("image.wplus", model.Synthesize(golden.In("wplus")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Tiny_Gradients_MatchTheOfficialCode(string name, string kind)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("stylegan2-tiny", $"io_{name}.safetensors");
        using var model = StyleGan2File.Load(Locate(name, kind));
        var (latents, z) = (golden.In("wplus").requires_grad_(), golden.In("z").requires_grad_());

        (model.Synthesize(latents) * golden.In("R")).sum().backward();
        (model.Synthesize(model.Map(z, Classes(golden, name), truncation: 0.7)) * golden.In("R")).sum().backward();

        golden.Check("grad_wplus", latents.grad!);
        golden.Check("grad_z.psi0.7", z.grad!);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Tiny_Discriminator_MatchesTheOfficialCode(string name, string kind)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("stylegan2-tiny", $"io_{name}.safetensors");
        using var model = StyleGan2File.LoadDiscriminator(Locate(name, kind));
        var (pictures, classes) = (golden.Out("image.psi0.7"), Classes(golden, name));

        golden.Check("D.image.psi0.7", model.call(pictures, classes));
        golden.Check("D.first_only", model.call(pictures.narrow(0, 0, 1), classes?.narrow(0, 0, 1)));
    }

    [Fact]
    public void RandomNoise_FollowsItsGenerator()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("stylegan2-tiny", "io_skip-uncond.safetensors");
        using var model = StyleGan2File.Load(Locate("skip-uncond", "pkl"));
        Tensor Draw(ulong seed)
        {
            using var random = new Generator(seed, CPU);
            return model.Synthesize(golden.In("wplus"), new(NoiseMode.Random, random));
        }

        Assert.Equal(Draw(1).ToArray<float>(), Draw(1).ToArray<float>());
        Assert.NotEqual(Draw(1).ToArray<float>(), Draw(2).ToArray<float>());
    }

    [Fact]
    public void Resampling_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("stylegan2-tiny", "io_ops.safetensors");
        var (x, filter, asymmetric) = (golden.In("x"), golden.In("f_1331"), golden.In("f_asym"));
        var (wide, narrow) = (golden.In("w3x3"), golden.In("w1x1"));

        golden.Check("up2", Resampling.Upsample(x, filter));
        golden.Check("down2", Resampling.Downsample(x, filter));
        golden.Check("filter2d", Resampling.Filter(x, filter));
        golden.Check("upfirdn.asym", Resampling.UpFirDown(x, asymmetric, (2, 3), (3, 2), new(2, 1, -1, 3), gain: 1.7));
        golden.Check("upfirdn.asym.flip", Resampling.UpFirDown(x, asymmetric, (2, 3), (3, 2), new(2, 1, -1, 3), flip: true, gain: 1.7));
        golden.Check("conv.3x3.up2", Resampling.Convolve(x, wide, filter, up: 2, flip: true));
        golden.Check("conv.3x3.down2", Resampling.Convolve(x, wide, filter, down: 2));
        golden.Check("conv.3x3", Resampling.Convolve(x, wide, filter));
        golden.Check("conv.3x3.flip", Resampling.Convolve(x, wide, filter, flip: true));
        golden.Check("conv.1x1.up2", Resampling.Convolve(x, narrow, filter, up: 2));
        golden.Check("conv.1x1.down2", Resampling.Convolve(x, narrow, filter, down: 2));
    }

    [Fact]
    public void Activations_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("stylegan2-tiny", "io_ops.safetensors");
        foreach (var activation in Enum.GetValues<Activation>())
        {
            golden.Check(
                $"act.{activation.ToString().ToLowerInvariant()}", Activations.BiasAct(golden.In("x"), golden.In("b"), activation));
        }

        golden.Check("act.lrelu.g0.7.c0.5", Activations.BiasAct(golden.In("x"), golden.In("b"), Activation.LRelu, gain: 0.7, clamp: 0.5));
    }

    [Theory]
    [InlineData("synthesis_kwargs.conv_clamp", "128", 128.0)]
    [InlineData("z_dim", "512", null)] // a pickle of a network that clamps nothing
    public void Settings_OfAPickle_AreThoseItWasMadeWith(string key, string value, double? clamp)
    {
        var values = new Dictionary<string, string> { [$"G_ema._init_kwargs.{key}"] = value };

        Assert.Equal(clamp, new StyleGan2Settings(new("x.pkl", ModelConfig.Empty), values, "G_ema.").Clamp("synthesis_kwargs"));
    }

    [Theory]
    [InlineData("stylegan2-ada-1024-auto-G", 2)]
    [InlineData("stylegan2-ada-ffhq-1024-paper1024-G", 8)]
    public void Layout_OfAReleasedGenerator_LoadsWithNothingMissingOrLeftOver(string layout, int layers)
    {
        var stored = Layout.Read(layout);
        var options = StyleGan2Shapes.Generator(stored, Settings(layout));

        using var model = new StyleGan2Generator(Weights.From(stored, layout), options); // throws when anything is off

        Assert.Equal((1024, 18, layers, 512), (options.Size, options.Latents, options.Mapping.Widths.Count - 1, options.Mapping.Latent));
        Assert.Equal(stored.Keys.Order(), model.state_dict().Keys.Order());
    }

    [Fact]
    public void Layout_OfAReleasedDiscriminator_LoadsWithNothingMissingOrLeftOver()
    {
        const string Name = "stylegan2-ada-ffhq-1024-D";
        var stored = Layout.Read(Name);

        using var model = new StyleGan2Discriminator(Weights.From(stored, Name), StyleGan2Shapes.Discriminator(stored, Settings(Name)));

        Assert.Equal(1024, model.Options.Size);
        Assert.Equal(stored.Keys.Order(), model.state_dict().Keys.Order());
    }

    private static StyleGan2Settings Settings(string where) => new(new(where, ModelConfig.Empty), new Dictionary<string, string>(), "");

    private static ModelFiles Locate(string name, string kind) => ModelFiles.Find(Golden.Locate("stylegan2-tiny", $"{name}.{kind}")!);

    private static Tensor? Classes(Golden golden, string name) => name == "skip-cond" ? golden.In("c") : null;
}
