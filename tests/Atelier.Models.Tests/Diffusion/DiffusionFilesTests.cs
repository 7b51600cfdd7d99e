using Atelier.Core;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Models.Diffusion.Schedulers;
using Atelier.Models.Diffusion.Text;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Tests.Diffusion;

/// <summary>What is damaged, missing or unknown is one sentence, and what people have on their disks loads.</summary>
public sealed class DiffusionFilesTests : IDisposable
{
    private readonly TinyDiffusion _tiny = new();

    [Theory]
    [InlineData("unet")]
    [InlineData("vae")]
    [InlineData("text_encoder")]
    public void Folder_WithoutAPart_IsRefused(string part)
    {
        Directory.Delete(Path.Combine(_tiny.Folder, part), recursive: true);
        AssertRefused("holds no");
    }

    [Fact]
    public void Folder_WithoutVocabulary_IsRefused()
    {
        Directory.Delete(Path.Combine(_tiny.Folder, "tokenizer"), recursive: true);
        AssertRefused("merges.txt");
    }

    [Theory]
    [InlineData("unet")]
    [InlineData("vae")]
    [InlineData("text_encoder")]
    public void File_CutShort_IsRefused(string part)
    {
        using (var file = File.OpenWrite(_tiny.Weights(part)))
        {
            file.SetLength(file.Length / 2);
        }

        AssertRefused("cut short");
    }

    [Fact]
    public void Tensor_OfAnotherShape_IsRefused()
    {
        using var scope = NewDisposeScope();
        _tiny.ChangeUnet(("conv_in.bias", _ => zeros([31])), "\"dropout\": 0.0", "\"dropout\": 0.0");
        AssertRefused("conv_in.bias [31] instead of [32]");
    }

    [Theory]
    [InlineData("unet", "\"act_fn\": \"silu\"", "\"act_fn\": \"gelu\"", "act_fn")]
    [InlineData("unet", "\"class_embed_type\": null", "\"class_embed_type\": \"timestep\"", "class_embed_type")]
    [InlineData("unet", "\"dual_cross_attention\": false", "\"dual_cross_attention\": true", "dual_cross_attention")]
    [InlineData("unet", "\"freq_shift\": 0", "\"freq_shift\": 1", "freq_shift")]
    [InlineData("unet", "\"attention_head_dim\": 4", "\"attention_head_dim\": 5", "5 attention heads do not divide")]
    [InlineData("unet", "\"cross_attention_dim\": 32", "\"cross_attention_dim\": 48", "do not belong together")]
    [InlineData("unet", "\"norm_num_groups\": 32", "\"norm_num_groups\": 7", "groups")]
    [InlineData("unet", "\"attention_head_dim\": 4", "\"attention_head_dim\": 4, \"brand_new\": 3", "brand_new")]
    [InlineData("vae", "\"act_fn\": \"silu\"", "\"act_fn\": \"gelu\"", "act_fn")]
    [InlineData("vae", "\"scaling_factor\": 0.18215", "\"scaling_factor\": -1", "scaling factor")]
    [InlineData("vae", "\"shift_factor\": null", "\"shift_factor\": 0.1", "shift_factor")]
    [InlineData("text_encoder", "\"quick_gelu\"", "\"relu\"", "hidden_act")]
    [InlineData("text_encoder", "\"num_attention_heads\": 4", "\"num_attention_heads\": 3", "3 attention heads do not divide")]
    [InlineData("text_encoder", "\"layer_norm_eps\": 1e-05", "\"layer_norm_eps\": 1e-06", "layer_norm_eps")]
    public void Setting_ThatIsUnknown_IsRefused(string part, string before, string after, string named)
    {
        _tiny.ChangeConfig(part, before, after);
        AssertRefused(named);
    }

    [Fact]
    public void Shards_AreOneNetwork_AndAMissingOneIsNamed()
    {
        using var scope = NewDisposeScope();
        var whole = _tiny.Weights("unet");
        var stored = SafeTensors.Read(whole, out _).Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Read())).ToList();
        var second = whole.Replace(".safetensors", "-00002-of-00002.safetensors");
        SafeTensors.Write(whole.Replace(".safetensors", "-00001-of-00002.safetensors"), stored.Take(200));
        SafeTensors.Write(second, stored.Skip(200));
        File.Delete(whole);

        Assert.Equal(stored.Count, DiffusionFiles.Open(_tiny.Folder).Unet.Stored.Count);
        File.Delete(second);
        AssertRefused("00002-of-00002");
    }

    [Fact]
    public void Autoencoder_Apart_TakesThePlaceOfTheModels()
    {
        using var scope = NewDisposeScope();
        var (own, apart) = (_tiny.Weights("vae"), Path.Combine(_tiny.Folder, "apart.safetensors"));
        var stored = VaeKeys.ToOriginal(SafeTensors.Read(own, out _));
        SafeTensors.Write(apart, stored.Select(entry =>
            KeyValuePair.Create(
                "first_stage_model." + entry.Key,
                entry.Value.Read() * (entry.Key.StartsWith("decoder.", StringComparison.Ordinal) ? 0.5 : 1))));
        using var random = new Generator(1);
        var latents = randn([1, 4, 8, 8], generator: random);
        using var model = _tiny.Load();
        using var other = _tiny.Load(new() { Autoencoder = apart });

        var picture = full([1, 3, 16, 16], 0.3);
        Assert.Equal(0, (model.Codec.Encode(picture) - other.Codec.Encode(picture)).abs().max().ToDouble());
        Assert.True((model.Codec.Decode(latents) - other.Codec.Decode(latents)).abs().max().ToDouble() > 1e-3);
    }

    [Fact]
    public void OpenClipNames_AreTransformersNames()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var options = new ClipTextOptions
        {
            VocabularySize = 40, ContextLength = 12, Width = 64, Layers = 3, Heads = 1, MlpWidth = 128, ProjectionWidth = 16,
            ExactGelu = true,
        };
        using var model = new ClipTextModel(Weights.Fresh(random), options).Freeze();
        // open_clip's names are those of the official CLIP
        var stored = model.state_dict().ToDictionary(
            entry => entry.Key, entry => new StoredTensor(entry.Value.shape, () => entry.Value.clone()));
        stored["logit_scale"] = new([], () => zeros([]));

        var whole = Atelier.Models.Clip.Released.HuggingFaceClip.ToOfficial(TextKeys.FromOpenClip(stored, isPenultimate: false));
        var second = Atelier.Models.Clip.Released.HuggingFaceClip.ToOfficial(TextKeys.FromOpenClip(stored, isPenultimate: true));

        using var again = new ClipTextModel(Weights.From(whole, "test"), options).Freeze();
        using var shorter = new ClipTextModel(Weights.From(second, "test"), options with { Layers = 2, ProjectionWidth = null }).Freeze();
        var tokens = tensor(new long[] { 38, 5, 6, 39, 0, 0 }, [1, 6]);
        var (expected, actual, penultimate) = (model.call(tokens), again.call(tokens), shorter.call(tokens));
        Assert.Equal(0, (expected.Pooled - actual.Pooled).abs().max().ToDouble(), 1e-6);
        Assert.Equal(0, (expected.LastHiddenState - actual.LastHiddenState).abs().max().ToDouble(), 1e-6);
        Assert.Equal([1L, 6, 64], penultimate.LastHiddenState.shape);
        var normalised = F.layer_norm(expected.Penultimate, [64], stored["ln_final.weight"].Read(), stored["ln_final.bias"].Read());
        Assert.Equal(0, (normalised - penultimate.LastHiddenState).abs().max().ToDouble(), 1e-5);
    }

    [Fact]
    public void OneFile_OfXl_HoldsBothTextEncoders()
    {
        using var scope = NewDisposeScope();
        var unet = SafeTensors.Read(DiffusionGolden.Locate("sdxl-tiny/unet", "diffusion_pytorch_model.safetensors"), out _);
        var text = TextKeys.Normalised(SafeTensors.Read(_tiny.Weights("text_encoder"), out _));
        using var random = new Generator(1);
        using var second = new ClipTextModel(
            Weights.Fresh(random), new() { VocabularySize = 40, Width = 64, Layers = 2, Heads = 1, ProjectionWidth = 16 });
        var path = Path.Combine(_tiny.Folder, "xl.safetensors");
        SafeTensors.Write(path,
        [
            .. unet.Select(entry => KeyValuePair.Create("model.diffusion_model." + OriginalNames.Of(entry.Key), entry.Value.Read())),
            .. VaeKeys.ToOriginal(SafeTensors.Read(_tiny.Weights("vae"), out _))
                .Select(entry => KeyValuePair.Create("first_stage_model." + entry.Key, entry.Value.Read())),
            .. text.Select(entry => KeyValuePair.Create("conditioner.embedders.0.transformer." + entry.Key, entry.Value.Read())),
            .. second.state_dict().Select(entry => KeyValuePair.Create("conditioner.embedders.1.model." + entry.Key, entry.Value)),
            KeyValuePair.Create("conditioner.embedders.1.model.logit_scale", zeros([])),
        ]);

        var files = DiffusionFiles.Open(path);

        Assert.Equal(unet.Keys.Order(), files.Unet.Stored.Keys.Order());
        Assert.Equal(text.Keys.Order(), files.Text.Stored.Keys.Order());
        using var vae = AutoencoderFile.Load(files.Autoencoder);
        Assert.Equal(second.parameters().Sum(parameter => parameter.numel()),
            files.SecondText.Stored.Values.Sum(tensor => tensor.Shape.Aggregate(1L, (a, b) => a * b)));
        Assert.Contains("attention heads are unknown", Assert.Throws<ModelFileException>(() => UnetFile.Load(files.Unet)).Message);
    }

    [Fact]
    public void OneFile_CutShort_OrOfAnotherNetwork_IsRefused()
    {
        var path = Path.Combine(_tiny.Folder, "cut.safetensors");
        var bytes = File.ReadAllBytes(DiffusionGolden.Locate("ldm-tiny", "ldm-tiny.safetensors"));
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Contains("cut short", Assert.Throws<ModelFileException>(() => DiffusionFiles.Open(path)).Message);

        var error = Assert.Throws<ModelFileException>(() => DiffusionFiles.Open(Golden.Locate("vqgan-tiny", "vqgan-tiny.ckpt")!));
        Assert.Contains("no network of Stable Diffusion", error.Message);
    }

    [Fact]
    public void Two_ThatDoesNotTellWhatItPredicts_IsRefused()
    {
        var files = DiffusionFiles.Open(_tiny.Folder);

        var error = Assert.Throws<ModelFileException>(() => DiffusionDefaults.Choose("euler", files, new() { CrossAttentionDim = 1024 }));

        Assert.Contains("v2-inference-v.yaml", error.Message);
        Assert.Equal(PredictionType.Epsilon, DiffusionDefaults.Choose("euler", files, new()).Config.PredictionType);
    }

    [Fact]
    public void Yaml_OfAFile_TellsWhatItPredictsAndItsNoise()
    {
        var path = Path.Combine(_tiny.Folder, "model-half.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(DiffusionGolden.Locate("ldm-tiny", "ldm-tiny.safetensors")));
        var yaml = File.ReadAllText(DiffusionGolden.Locate("ldm-tiny", "ldm-tiny.yaml")).Replace("linear_end: 0.0120", "linear_end: 0.02");
        File.WriteAllText(Path.Combine(_tiny.Folder, "model.yaml"), yaml + "    parameterization: \"v\"\n");
        var files = DiffusionFiles.Open(path);
        using var unet = UnetFile.Load(files.Unet);

        var (kind, config) = DiffusionDefaults.Choose("dpmpp-2m-karras", files, unet.Options);

        Assert.Equal((SchedulerKind.DpmSolverMultistep, PredictionType.V, true), (kind, config.PredictionType, config.KarrasSigmas));
        Assert.Equal((0.00085, 0.02), (config.BetaStart, config.BetaEnd));
        Assert.All(unet.Options.Heads, heads => Assert.Equal(4, heads));
    }

    [Theory]
    [InlineData("""{"_class_name": "LCMScheduler"}""", "LCMScheduler", 4, 1)]
    [InlineData(
        """{"_class_name": "EulerAncestralDiscreteScheduler", "timestep_spacing": "trailing"}""", "EulerAncestralDiscreteScheduler", 4, 0)]
    [InlineData("""{"_class_name": "DDIMScheduler"}""", "DDIMScheduler", 20, 7.5)]
    public void FewStepModels_HaveTheirFewSteps(string scheduler, string name, int steps, double guidance)
    {
        Directory.CreateDirectory(Path.Combine(_tiny.Folder, "scheduler"));
        File.WriteAllText(Path.Combine(_tiny.Folder, "scheduler", "scheduler_config.json"), scheduler);

        using var model = _tiny.Load();

        Assert.Equal(new(name, steps, guidance, 32), model.Defaults);
    }

    public void Dispose() => _tiny.Dispose();

    private void AssertRefused(string named)
    {
        var error = Assert.Throws<ModelFileException>(() => _tiny.Load().Dispose());
        Assert.Contains(named, error.Message);
    }
}
