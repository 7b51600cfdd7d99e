using Atelier.Cli.Commands.Forward;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Cli.Tests.Forward;

/// <summary>The goldens through the door that anyone can use.</summary>
[Collection("console")]
public class ForwardTests
{
    [Theory]
    [InlineData("clip-vit-tiny", "model.safetensors", "encode_image", "image_features=image_features")]
    [InlineData("clip-vit-tiny", "model.safetensors", "encode_text", "text_features=text_features")]
    [InlineData("clip-rn-tiny", "clip-rn-tiny.jit.pt", "logits", "logits_per_image=logits_per_image logits_per_text=logits_per_text")]
    [InlineData("clip-vit-tiny2", "clip-vit-tiny2.sd.legacy.pt", "logits", "logits_per_image=logits_per_image")]
    [InlineData("vqgan-tiny", "vqgan-tiny.ckpt", "encode", "quant=quant indices=indices qloss=qloss")]
    [InlineData("vqgan-tiny", "vqgan-tiny.ckpt", "decode", "image=dec.z_out")]
    [InlineData("vqgan-tiny", "vqgan-tiny.ckpt", "reconstruct", "rec=rec")]
    [InlineData("vqgan-tiny", "vqgan-tiny.ckpt", "decode_grad", "image=dec.z_out loss=dec.loss grad_z=dec.grad_z")]
    [InlineData("vqgan-gumbel-tiny", "vqgan-gumbel-tiny.ckpt", "encode", "indices=argmax.indices quant=argmax.quant")]
    [InlineData("gpt-tiny", "gpt-tiny.ckpt", "logits", "logits=logits", """{"n_head": 2}""")]
    [InlineData("lpips-mini", "lpips-mini.pth", "distance", "distance=distance")]
    [InlineData("patchgan", "patchgan.pth", "logits", "logits=eval.logits_real")]
    [InlineData("rrdb-tiny", "rrdb-x4.esrgan-oldest.pth", "upscale", "y=x4.out")]
    [InlineData("rrdb-tiny", "srvgg.pth", "upscale", "y=srvgg.out")]
    public async Task Forward_OfAGolden_GivesTheOfficialNumbers(
        string name, string weights, string function, string outputs, string? config = null)
    {
        var result = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.safetensors");

        var configuration = Path.ChangeExtension(result, ".json");
        File.WriteAllText(configuration, config ?? "{}");

        var code = await CommandLine.RunAsync([
            "forward", "--model", Golden.Locate(name, weights)!, "--function", function, "--in",
            Golden.Locate(name, "io.safetensors")!, "--out", result,
            .. config is null ? Array.Empty<string>() : ["--config", configuration],
        ]);

        Assert.Equal(0, code);
        var stored = SafeTensors.Read(result, out _);
        var golden = Golden.Open(name);
        foreach (var pair in outputs.Split(' ').Select(pair => pair.Split('=')))
        {
            golden.Check(pair[1], stored[pair[0]].Read());
            Assert.Equal(golden.Out(pair[1]).shape, stored[pair[0]].Shape);
        }

        File.Delete(result);
        File.Delete(configuration);
    }

    [Fact]
    public async Task Forward_GreedyGpt_GoesOnAsTheOfficialCode()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-").FullName;
        var golden = Golden.Open("gpt-tiny");
        SafeTensors.Write(
            Path.Combine(folder, "in.safetensors"),
            new Dictionary<string, Tensor> { ["prompt"] = golden.In("prompt"), ["steps"] = tensor(16, dtype: ScalarType.Int64) });
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"n_head": 2}""");
        string In(string name) => Path.Combine(folder, name);

        var code = await CommandLine.RunAsync([
            "forward", "--model", Golden.Locate("gpt-tiny", "gpt-tiny.ckpt")!, "--config", In("config.json"), "--kind",
            "gpt", "--function", "greedy", "--in", In("in.safetensors"), "--out", In("out.safetensors"),
        ]);

        Assert.Equal(0, code);
        golden.Check("greedy", SafeTensors.Read(In("out.safetensors"), out _)["tokens"].Read());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Forward_OfThePainter_GivesTheOfficialNumbers()
    {
        var result = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.safetensors");
        var config = Path.ChangeExtension(result, ".json");
        File.WriteAllText(config, """{"n_heads": 4}""");

        var code = await CommandLine.RunAsync([
            "forward", "--model", Golden.Locate("painter-tiny", "painter-tiny.pth")!, "--config", config, "--function",
            "predict", "--in", Golden.Locate("painter-tiny", "io.safetensors")!, "--out", result,
        ]);

        Assert.Equal(0, code);
        var stored = SafeTensors.Read(result, out _);
        Golden.Open("painter-tiny").Check("param", stored["param"].Read());
        Golden.Open("painter-tiny").Check("decision", stored["decision"].Read());
        File.Delete(result);
        File.Delete(config);
    }

    [Fact]
    public async Task Forward_OfThePaintersWholePipeline_GivesTheOfficialPainting()
    {
        Assert.SkipWhen(
            Golden.Outside("goldens", "painter-tiny", "brush_large_vertical.png") is null,
            "the reference brush pictures are not beside the checkout");
        var result = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.safetensors");
        var config = Path.ChangeExtension(result, ".json");
        File.WriteAllText(config, """{"n_heads": 4}""");

        var code = await CommandLine.RunAsync([
            "forward", "--model", Golden.Outside("goldens", "painter-tiny", "painter-tiny.pth")!, "--config", config,
            "--function", "paint", "--in", Golden.Locate("painter-tiny", "io.safetensors")!, "--out", result,
        ]);

        Assert.Equal(0, code);
        using var scope = NewDisposeScope();
        var (picture, golden) = (SafeTensors.Read(result, out _)["image"].Read(), Golden.Open("painter-tiny"));
        foreach (var expected in new[] { golden.Out("main_parallel"), golden.Out("main_serial") })
        {
            Assert.Equal(expected.shape, picture.shape);
            var difference = (picture - expected).abs();
            Assert.True(difference.mean().ToDouble() < 1e-5, $"mean difference {difference.mean().ToDouble()}");
            Assert.True(difference.gt(1e-3).to(ScalarType.Float32).mean().ToDouble() < 1e-4, "too many pixels differ");
        }

        File.Delete(result);
        File.Delete(config);
    }

    [Theory]
    [InlineData("clip-vit-tiny", "model.safetensors", "encode_image", "image_features", "image_features")]
    [InlineData("clip-rn-tiny", "clip-rn-tiny.jit.pt", "logits", "logits_per_image", "logits_per_image")]
    [InlineData("vqgan-tiny", "vqgan-tiny.ckpt", "decode_grad", "grad_z", "dec.grad_z")]
    [InlineData("vqgan-gumbel-tiny", "vqgan-gumbel-tiny.ckpt", "encode", "quant", "argmax.quant")]
    [InlineData("lpips-mini", "lpips-mini.pth", "distance", "distance", "distance")]
    [InlineData("patchgan", "patchgan.pth", "logits", "logits", "eval.logits_real")]
    [InlineData("painter-tiny", "painter-tiny.pth", "predict", "param", "param", """{"n_heads": 4}""")]
    public void Forward_OfAGolden_Elsewhere_GivesTheOfficialNumbers(
        string name, string weights, string function, string output, string golden, string? settings = null)
    {
        var result = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.safetensors");
        var config = Path.ChangeExtension(result, ".json");
        File.WriteAllText(config, settings ?? "{}");

        ForwardPass.Open(Golden.Locate(name, weights)!, settings is null ? null : config, null, Elsewhere.Device)
            .Run(function, Golden.Locate(name, "io.safetensors"), result, fast: false);

        using var scope = NewDisposeScope();
        Golden.Open(name).Check(golden, SafeTensors.Read(result, out _)[output].Read());
        File.Delete(result);
        File.Delete(config);
    }
}
