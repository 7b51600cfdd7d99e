using System.Diagnostics;
using Atelier.Core;
using Atelier.Models.Clip;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Tests;

/// <summary>What a configuration says is computed or refused, never passed over.</summary>
public sealed class ConfigTests : IDisposable
{
    private const string OpenClip = """
        {"model_cfg": {"embed_dim": 16, "quick_gelu": false,
         "vision_cfg": {"image_size": 16, "layers": 2, "width": 24, "patch_size": 8, "head_width": 8},
         "text_cfg": {"context_length": 12, "vocab_size": 40, "width": 32, "heads": 4, "layers": 2}},
         "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.25, 0.5], "interpolation": "bicubic", "resize_mode": "shortest"}}
        """;

    private const string HuggingFace = """
        {"model_type": "clip", "projection_dim": 16,
         "text_config": {"hidden_size": 32, "num_attention_heads": 4, "num_hidden_layers": 2, "hidden_act": "gelu",
         "layer_norm_eps": 1e-05},
         "vision_config": {"hidden_size": 24, "num_attention_heads": 3, "num_hidden_layers": 2, "hidden_act": "quick_gelu",
         "image_size": 16, "patch_size": 8}}
        """;

    private static readonly ClipOptions Sizes = new()
    {
        EmbeddingWidth = 16, Resolution = 16, VisionLayers = 2, VisionWidth = 24, PatchSize = 8, ContextLength = 12, VocabularySize = 40,
            TextWidth = 32, TextLayers = 2,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("open_clip_model.safetensors", "open_clip_config.json", OpenClip, true, true, 0.5)]
    [InlineData("model.safetensors", "open_clip_config.json", OpenClip, true, true, 0.5)]
    [InlineData("model.safetensors", "config.json", HuggingFace, true, false, 0.48145466)]
    public void Clip_BesideAConfiguration_ComputesWhatItSays(
        string weights, string name, string config, bool text, bool vision, double mean)
    {
        using var scope = NewDisposeScope();
        var path = Write(weights, name, config);
        var deviation = mean == 0.5 ? [0.5f, 0.25f, 0.5f] : Sizes.Deviation;
        var expected = new ClipModel(Weights.From(WeightFile.Open(path), path), Sizes with
        {
            TextHeads = 4, VisionHeads = 3, TextExactGelu = text, VisionExactGelu = vision, Mean = mean == 0.5 ? [0.5f, 0.5f, 0.5f]
                : Sizes.Mean, Deviation = deviation,
        });
        expected.Freeze();
        var (image, tokens) = (rand([2, 3, 16, 16]), tensor(new long[] { 38, 3, 7, 39, 0, 0, 0, 0, 0, 0, 0, 0 }, [1, 12]));

        using var model = ClipFile.Load(ModelFiles.Find(weights.StartsWith("open", StringComparison.Ordinal) ? path : _folder));

        Assert.Equal(0, (model.encode_image(image) - expected.encode_image(image)).abs().max().ToDouble());
        Assert.Equal(0, (model.encode_text(tokens) - expected.encode_text(tokens)).abs().max().ToDouble());
        using var unsaid = new ClipModel(Weights.From(WeightFile.Open(path), path), Sizes);
        Assert.True((model.encode_image(image) - unsaid.encode_image(image)).abs().max().ToDouble() > 1e-3,
            "the configuration makes no difference");
    }

    [Theory]
    [InlineData(HuggingFace, "\"gelu\"", "\"gelu_new\"", "text_config.hidden_act is 'gelu_new'")]
    [InlineData(HuggingFace, "\"quick_gelu\"", "\"silu\"", "vision_config.hidden_act is 'silu'")]
    [InlineData(HuggingFace, "\"num_attention_heads\": 4", "\"num_attention_heads\": 5", "5 heads do not divide")]
    [InlineData(HuggingFace, "\"num_attention_heads\": 3", "\"num_attention_heads\": 0", "0 heads do not divide")]
    [InlineData(HuggingFace, "1e-05", "1e-06", "layer_norm_eps")]
    [InlineData(HuggingFace, "\"clip\"", "\"siglip\"", "model_type is 'siglip'")]
    [InlineData(HuggingFace, "\"hidden_size\": 32", "\"hidden_size\": 64", "do not belong together")]
    [InlineData(HuggingFace, "\"num_attention_heads\": 4", "\"num_attention_heads\": \"many\"", "a whole number is needed")]
    [InlineData(OpenClip, "\"heads\": 4", "\"heads\": 3", "3 heads do not divide")]
    [InlineData(OpenClip, "\"head_width\": 8", "\"head_width\": 7", "head_width is '7'")]
    [InlineData(OpenClip, "\"heads\": 4", "\"heads\": 4, \"hf_model_name\": \"roberta-base\"", "hf_model_name is 'roberta-base'")]
    [InlineData(OpenClip, "\"head_width\": 8", "\"head_width\": 8, \"timm_model_name\": \"convnext\"", "timm_model_name is 'convnext'")]
    [InlineData(OpenClip, "\"head_width\": 8", "\"head_width\": 8, \"global_average_pool\": true", "global_average_pool")]
    [InlineData(OpenClip, "\"head_width\": 8", "\"head_width\": 8, \"pool_type\": \"avg\"", "it knows tok")]
    [InlineData(OpenClip, "\"head_width\": 8", "\"head_width\": 8, \"act_kwargs\": {\"approximate\": \"tanh\"}", "act_kwargs is given")]
    [InlineData(OpenClip, "\"heads\": 4", "\"heads\": 4, \"no_causal_mask\": true", "no_causal_mask")]
    [InlineData(OpenClip, "\"embed_dim\": 16", "\"embed_dim\": 16, \"multimodal_cfg\": {\"width\": 4}", "multimodal_cfg")]
    [InlineData(OpenClip, "\"bicubic\"", "\"nearest\"", "it knows bicubic")]
    [InlineData(OpenClip, "[0.5, 0.5, 0.5]", "[0.5, 0.5]", "three numbers")]
    [InlineData(OpenClip, "\"quick_gelu\": false", "\"quick_gelu\": \"perhaps\"", "true or false is needed")]
    [InlineData("""{"hidden_act": "relu"}""", "x", "x", "hidden_act is 'relu'")]
    [InlineData("""{"vision_heads": 5}""", "x", "x", "5 heads do not divide")]
    public void Clip_BesideAConfigurationOfAnotherNetwork_IsRefused(string config, string from, string to, string says)
    {
        using var scope = NewDisposeScope();
        Write("model.safetensors", "config.json", config.Replace(from, to));

        Assert.Contains(says, Assert.Throws<ModelFileException>(() => ClipFile.Load(ModelFiles.Find(_folder))).Message);
    }

    [Fact]
    public void Clip_OfOpenClipWithoutItsConfiguration_IsRefusedAndTheCureWorks()
    {
        using var scope = NewDisposeScope();
        var path = Write("open_clip_model.safetensors", "other.json", "{}");

        Assert.Contains("needs its open_clip_config.json beside it", Assert.Throws<ModelFileException>(() => ClipFile.Load(ModelFiles.Find(
            path))).Message);

        File.WriteAllText(Path.Combine(_folder, "open_clip_config.json"), OpenClip);
        using var model = ClipFile.Load(ModelFiles.Find(path));
        Assert.True(model.Options.TextExactGelu);
    }

    [Fact]
    public void Clip_WithACustomTextTower_IsReadWhereItIsTheUsualOne()
    {
        using var scope = NewDisposeScope();
        var path = Write("model.safetensors", "config.json", OpenClip.Replace("\"embed_dim\"", "\"custom_text\": true, \"embed_dim\""),
            key => key.StartsWith("visual.", StringComparison.Ordinal) || key == "logit_scale" ? key : "text." + key);

        using var model = ClipFile.Load(ModelFiles.Find(_folder));

        Assert.Equal(4, model.Options.TextHeads);
    }

    [Theory]
    [InlineData("ch_mult: [1, 2]", "ch_mult: [1, 4]", "do not belong together")]
    [InlineData("attn_resolutions: [16]", "attn_resolutions: [32]", "levels with attention")]
    [InlineData("double_z: False", "double_z: True", "double_z is 'True'")]
    [InlineData("dropout: 0.0", "tanh_out: True", "tanh_out is 'True'")]
    [InlineData("dropout: 0.0", "attn_type: linear", "it knows vanilla")]
    [InlineData("dropout: 0.0", "swin: 3", "swin is '3'")]
    [InlineData("n_embed: 32", "n_embed: 64", "do not belong together")]
    [InlineData("n_embed: 32", "n_embed: 32\n    remap: somewhere.npy", "remap")]
    public void Vqgan_BesideAConfigurationOfAnotherNetwork_IsRefused(string from, string to, string says)
    {
        const string Config = "model:\n  params:\n    embed_dim: 8\n    n_embed: 32\n    ddconfig:\n      double_z: False\n      "
            + "z_channels: 8\n      resolution: 32\n      in_channels: 3\n      out_ch: 3\n      ch: 32\n      ch_mult: [1, 2]\n      "
                + "num_res_blocks: 1\n      attn_resolutions: [16]\n      dropout: 0.0\n";
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var vqgan = new VqganModel(
            Weights.Fresh(random), new() { Channels = 32, Multipliers = [1, 2], ResBlocks = 1, AttentionLevels = new HashSet<int> { 1 },
                LatentChannels = 8, EmbeddingWidth = 8, CodebookSize = 32 });
        SafeTensors.Write(Path.Combine(_folder, "model.safetensors"), vqgan.state_dict());
        File.WriteAllText(Path.Combine(_folder, "model.yaml"), Config);
        VqganFile.Load(ModelFiles.Find(_folder)).Dispose();

        File.WriteAllText(Path.Combine(_folder, "model.yaml"), Config.Replace(from, to));

        Assert.Contains(says, Assert.Throws<ModelFileException>(() => VqganFile.Load(ModelFiles.Find(_folder))).Message);
    }

    [Theory]
    [InlineData("{deep}", "deep within each other")]
    [InlineData("a: &x {b: *x}", "contains itself")]
    [InlineData("a: &x [1, [*x]]", "contains itself")]
    [InlineData("{laughs}", "more than 1,000,000 values")]
    [InlineData("[1, 2]", "keys and values are needed")]
    [InlineData("a: [", "neither YAML nor JSON")]
    [InlineData("a: 1\na: 2", "neither YAML nor JSON")]
    public void Read_OfAConfigurationThatNeverEnds_IsRefusedAtOnce(string text, string says)
    {
        var laughs = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            + string.Concat(Enumerable.Range(1, 20).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat(
                $"*a{i - 1}", 10))}]\n"));
        var path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, text.Replace("{deep}", "a: " + new string('[', 50_000) + new string(']', 50_000)).Replace("{laughs}",
            laughs));
        var clock = Stopwatch.StartNew();

        Assert.Contains(says, Assert.Throws<ModelFileException>(() => ModelConfig.Read(path)).Message);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    private string Write(string weights, string name, string config, Func<string, string>? rename = null)
    {
        using var random = new Generator(3);
        using var clip = new ClipModel(Weights.Fresh(random), Sizes);
        var path = Path.Combine(_folder, weights);
        SafeTensors.Write(path, clip.state_dict().Select(entry => KeyValuePair.Create(rename?.Invoke(entry.Key) ?? entry.Key,
            entry.Value)));
        File.WriteAllText(Path.Combine(_folder, name), config);
        return path;
    }
}
