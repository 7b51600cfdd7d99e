using System.Globalization;
using System.Text.Json.Nodes;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Cli.Tests.Forward;

/// <summary>The goldens of diffusion through the door that anyone can use.</summary>
[Collection("console")]
public sealed class DiffusionForwardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-").FullName;

    [Theory]
    [InlineData("ddim-trailing-zsnr.4", true)]
    [InlineData("ddim-eta1.20", false)]
    [InlineData("heun.20", true)]
    [InlineData("dpmpp-2m-sde-karras.20", false)]
    [InlineData("lcm.4", true)]
    public async Task Schedule_IsDiffusers(string name, bool isNested)
    {
        var cases = JsonNode.Parse(File.ReadAllText(DiffusionGolden.Locate("schedulers", "cases.json")))!;
        var told = cases[name]!.AsObject();
        if (!isNested)
        {
            told = JsonNode.Parse(told["config"]!.ToJsonString())!.AsObject();
            told["scheduler"] = cases[name]!["cls"]!.GetValue<string>();
            told["eta"] = cases[name]!["step"]!["eta"]?.GetValue<double>() ?? 0;
        }

        told["steps"] = int.Parse(name.Split('.')[^1], CultureInfo.InvariantCulture);
        var config = In("config.json");
        File.WriteAllText(config, told.ToJsonString());

        var stored = await Run(DiffusionGolden.Locate("schedulers", "io.safetensors"), "diffusion", "schedule", config);

        var golden = DiffusionGolden.Open("schedulers", "io.safetensors");
        foreach (var (output, tensor) in stored)
        {
            golden.Check($"{name}.{output}", tensor.Read(), DiffusionGolden.Scheduler);
        }

        Assert.True(stored.Count >= 4);
    }

    [Theory]
    [InlineData("sd1-tiny", "diffusion-unet", "predict_grad", "io_unet")]
    [InlineData("sd1-tiny", "diffusion-vae", "encode", "io_vae")]
    [InlineData("sd1-tiny", "diffusion-vae", "decode", "io_vae")]
    [InlineData("sd1-tiny", "diffusion-vae", "decode_grad", "io_vae")]
    [InlineData("sd1-tiny", "diffusion-text", "encode", "io_text_encoder")]
    [InlineData("sd1-tiny/unet", null, "predict", "io_unet")]
    [InlineData("sd1-tiny/vae", null, "decode", "io_vae")]
    [InlineData("sdxl-tiny", "diffusion-text", "encode", "io_text_encoder_2")]
    [InlineData("sdxl-tiny/text_encoder_2", null, "encode", "io_text_encoder_2")]
    [InlineData("sdxl-tiny/unet", null, "predict_grad", "io_unet")]
    public async Task Networks_OfAFolder_GiveDiffusersNumbers(string model, string? kind, string function, string io)
    {
        var (name, part) = (model.Split('/')[0], model.Contains('/') ? model.Split('/')[1] : null);
        var inputs = DiffusionGolden.Locate(name, io + ".safetensors");
        var path = part is not null ? Path.GetDirectoryName(DiffusionGolden.Locate(model, "config.json"))! : Path.GetDirectoryName(inputs)!;

        var stored = await Run(path, kind, function, null, inputs);

        var golden = DiffusionGolden.Open(name, io + ".safetensors");
        foreach (var (output, tensor) in stored)
        {
            var size = output.StartsWith("grad_", StringComparison.Ordinal) ? golden["out." + output].abs().max().ToDouble() : 1;
            golden.Check("out." + output, tensor.Read(), size * DiffusionGolden.Network);
        }

        Assert.NotEmpty(stored);
    }

    [Theory]
    [InlineData("ddim", 7.5)]
    [InlineData("EulerDiscreteScheduler", 7.5)]
    [InlineData("pndm", 1.0)]
    [InlineData("dpmpp-2m-karras", 7.5)]
    public async Task Sample_IsDiffusers(string scheduler, double guidance)
    {
        var inputs = DiffusionGolden.Locate("sd1-tiny", "io_pipeline.safetensors");
        var config = In("config.json");
        File.WriteAllText(config, $$"""{"scheduler": "{{scheduler}}", "steps": 10, "guidance": {{guidance:F1}}}""");

        var stored = await Run(Path.GetDirectoryName(inputs)!, "diffusion", "sample", config, inputs);

        var golden = DiffusionGolden.Open("sd1-tiny", "io_pipeline.safetensors");
        var name = $"{scheduler.Replace("EulerDiscreteScheduler", "euler")}.cfg{guidance:F1}.";
        golden.Check(name + "latents", stored["latents"].Read(), DiffusionGolden.Pipeline);
        if (golden.Has(name + "image"))
        {
            golden.Check(name + "image", stored["image"].Read(), DiffusionGolden.Pipeline);
        }
    }

    [Fact]
    public async Task Sample_OfAPicture_IsDiffusers()
    {
        var inputs = DiffusionGolden.Locate("sd1-tiny", "io_pipeline.safetensors");
        var config = In("config.json");
        File.WriteAllText(config, """{"scheduler": "ddim", "steps": 10, "guidance": 7.5, "strength": 0.6}""");

        var stored = await Run(Path.GetDirectoryName(inputs)!, null, "sample", config, inputs);

        DiffusionGolden.Open("sd1-tiny", "io_pipeline.safetensors")
            .Check("img2img.latents", stored["latents"].Read(), DiffusionGolden.Pipeline);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private async Task<IReadOnlyDictionary<string, StoredTensor>> Run(
        string model, string? kind, string function, string? config, string? inputs = null)
    {
        string[] options = ["--model", model, "--function", function, "--in", inputs ?? model, "--out", In("out.safetensors")];
        string[] kinds = kind is null ? [] : ["--kind", kind];
        string[] configs = config is null ? [] : ["--config", config];

        Assert.Equal(0, await CommandLine.RunAsync(["forward", .. options, .. kinds, .. configs]));

        return SafeTensors.Read(In("out.safetensors"), out _);
    }
}
