using Atelier.Models.Codecs.Vqgan;
using Atelier.Tests;

namespace Atelier.Models.Tests;

public class VqganGoldenTests
{
    [Fact]
    public void Tiny_EncodeDecode_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("vqgan-tiny");
        using var model = Load("vqgan-tiny", "vqgan-tiny.ckpt");

        golden.Check("enc.quant_conv", model.EncodeLatent(golden.In("x")));
        var coded = model.encode(golden.In("x"));
        golden.Check("quant", coded.Latent);
        golden.Check("indices", coded.Indices);
        golden.Check("qloss", coded.Loss);
        golden.Check("rec", model.decode(coded.Latent));
        var wide = model.encode(golden.In("x_wide"));
        golden.Check("wide.indices", wide.Indices);
        golden.Check("wide.qloss", wide.Loss);
        golden.Check("wide.rec", model.decode(wide.Latent));
        golden.Check("codebook_entry", model.Lookup(golden.In("codes"), 2, 8, 8));
    }

    [Fact]
    public void Tiny_GradientOfTheDecoder_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("vqgan-tiny");
        using var model = Load("vqgan-tiny", "vqgan-tiny.ckpt");
        var z = golden.In("z").requires_grad_();

        var picture = model.decode(z);
        var loss = (picture * golden.In("R")).sum() / picture.numel();
        loss.backward();

        golden.Check("dec.z_out", picture);
        golden.Check("dec.loss", loss);
        golden.Check("dec.grad_z", z.grad!);
    }

    [Theory]
    [InlineData(true, "full")]
    [InlineData(false, "legacy0")]
    public void Tiny_TrainingGradients_MatchTheOfficialCode(bool legacy, string prefix)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("vqgan-tiny");
        var files = ModelFiles.Find(Golden.Locate("vqgan-tiny", "vqgan-tiny.ckpt")!);
        var stored = files.Open();
        using var model = new VqganModel(
            Weights.From(stored, "golden"), VqganOptions.FromWeights(stored, "golden") with { LegacyBeta = legacy });
        model.requires_grad_();
        var x = golden.In("x").requires_grad_();

        var coded = model.encode(x);
        var loss = (model.decode(coded.Latent) - x).square().mean() + coded.Loss;
        loss.backward();

        golden.Check($"{prefix}.qloss", coded.Loss);
        golden.Check($"{prefix}.loss", loss);
        golden.Check($"{prefix}.grad.x", x.grad!);
        var compared = 0;
        foreach (var parameter in model.state_dict().Where(parameter => golden.Has($"{prefix}.grad.{parameter.Key}")))
        {
            golden.Check($"{prefix}.grad.{parameter.Key}", parameter.Value.grad!);
            compared++;
        }

        Assert.Equal(legacy ? 9 : 2, compared);
    }

    [Fact]
    public void Gumbel_WithAndWithoutNoise_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("vqgan-gumbel-tiny");
        using var model = Load("vqgan-gumbel-tiny", "vqgan-gumbel-tiny.ckpt");
        var latent = model.EncodeLatent(golden.In("x"));
        var quantizer = Assert.IsType<GumbelQuantizer>(model.Quantizer);

        golden.Check("enc.quant_conv", latent);
        var noisy = quantizer.Quantise(latent, golden.In("gumbels"));
        golden.Check("noisy.quant", noisy.Latent);
        golden.Check("noisy.diff", noisy.Loss);
        golden.Check("noisy.indices", noisy.Indices);
        golden.Check("noisy.rec", model.decode(noisy.Latent));
        var plain = model.encode(golden.In("x"));
        golden.Check("argmax.indices", plain.Indices);
        golden.Check("argmax.quant", plain.Latent);
        golden.Check("argmax.rec", model.decode(plain.Latent));
    }

    [Fact]
    public void FastPath_InBf16_StaysCloseToFp32()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("vqgan-tiny");
        using var model = Load("vqgan-tiny", "vqgan-tiny.ckpt");
        model.ToBFloat16();
        var z = golden.In("z").requires_grad_();

        var picture = model.decode(z);
        ((picture * golden.In("R")).sum() / picture.numel()).backward();

        Assert.True(Cosine(picture, golden.Out("dec.z_out")) > 0.999, $"picture {Cosine(picture, golden.Out("dec.z_out"))}");
        Assert.True(Cosine(z.grad!, golden.Out("dec.grad_z")) > 0.995, $"gradient {Cosine(z.grad!, golden.Out("dec.grad_z"))}");
    }

    [Theory]
    [InlineData("vqgan-f16-1024")]
    [InlineData("vqgan-f16-16384")]
    [InlineData("vqgan-gumbel-f8-8192")]
    public void Layout_OfAReleasedModel_LoadsWithNothingMissingOrLeftOver(string layout)
    {
        var stored = Layout.Read(layout);

        // throws when anything is off
        using var model = new VqganModel(Weights.From(stored, layout), VqganOptions.FromWeights(stored, layout));

        var own = model.state_dict().ToDictionary(parameter => parameter.Key, parameter => parameter.Value.shape);
        Assert.All(own, pair => Assert.Equal(stored[pair.Key].Shape, pair.Value));
    }

    private static VqganModel Load(string name, string file) => VqganFile.Load(ModelFiles.Find(Golden.Locate(name, file)!));

    private static double Cosine(Tensor a, Tensor b) =>
        (a.detach() * b).sum().ToDouble() / Math.Sqrt(a.detach().square().sum().ToDouble() * b.square().sum().ToDouble());
}
