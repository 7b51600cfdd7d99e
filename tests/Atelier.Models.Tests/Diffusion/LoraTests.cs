using Atelier.Core;
using Atelier.Models.Diffusion.Files;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Tests.Diffusion;

public sealed class LoraTests(TinyDiffusion tiny) : IClassFixture<TinyDiffusion>, IDisposable
{
    private const string Query = "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight"; // [32, 32]
    private const string Out = "mid_block.attentions.0.transformer_blocks.0.attn2.to_out.0.weight";   // [64, 64]
    private const string Kernel = "down_blocks.1.resnets.0.conv1.weight";                             // [64, 32, 3, 3]
    private const string Text = "text_model.encoder.layers.1.self_attn.q_proj.weight";                // [32, 32]

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.safetensors");

    [Theory]
    [InlineData(Query, "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q.lora_{0}.weight", "down", "up")]
    [InlineData(Query, "lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_q.lora_{0}.weight", "down", "up")]
    [InlineData(Query, "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.lora_{0}.weight", "A", "B")]
    [InlineData(Query, "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.{0}.weight", "down", "up")]
    [InlineData(Query, "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.lora.{0}.weight", "down", "up")]
    [InlineData(Out, "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_out_0.lora_{0}.weight", "down", "up")]
    [InlineData(Out, "lora_unet_middle_block_1_transformer_blocks_0_attn2_to_out_0.lora_{0}.weight", "down", "up")]
    [InlineData(Out, "unet.mid_block.attentions.0.transformer_blocks.0.attn2.processor.to_out_lora.{0}.weight", "down", "up")]
    [InlineData(Kernel, "lora_unet_down_blocks_1_resnets_0_conv1.lora_{0}.weight", "down", "up")]
    [InlineData(Kernel, "lora_unet_input_blocks_4_0_in_layers_2.lora_{0}.weight", "down", "up")]
    [InlineData(Text, "lora_te_text_model_encoder_layers_1_self_attn_q_proj.lora_{0}.weight", "down", "up")]
    [InlineData(Text, "lora_te1_text_model_encoder_layers_1_self_attn_q_proj.lora_{0}.weight", "down", "up")]
    [InlineData(Text, "text_encoder.text_model.encoder.layers.1.self_attn.q_proj.lora_linear_layer.{0}.weight", "down", "up")]
    [InlineData(Text, "text_encoder.text_model.encoder.layers.1.self_attn.to_q_lora.{0}.weight", "down", "up")]
    public void Merge_AddsTheProductToOneMatrix(string target, string name, string down, string up)
    {
        using var scope = NewDisposeScope();
        var files = DiffusionFiles.Open(tiny.Folder);
        var parts = (Unet: files.Unet, Text: files.Text);
        var before = target == Text ? parts.Text.Stored : parts.Unet.Stored;
        var shape = before[target].Shape;
        using var random = new Generator(1);
        var a = randn([2, .. shape[1..]], generator: random);
        var b = randn(shape.Length == 4 ? [shape[0], 2, 1, 1] : [shape[0], 2], generator: random);
        var isKohya = name.StartsWith("lora_", StringComparison.Ordinal);
        (string, Tensor)[] alpha = isKohya ? [(name.Replace(".lora_{0}.weight", ".alpha"), tensor(1f))] : [];
        Write([(name.Replace("{0}", down), a), (name.Replace("{0}", up), b), .. alpha]);

        var (unet, text, _) = LoraFile.Merge(_path, 0.5, parts.Unet, parts.Text, null);

        var after = target == Text ? text!.Stored : unet.Stored;
        var scale = isKohya ? 0.5 / 2 : 0.5; // alpha is 1 and the rank 2, or alpha is the rank
        var expected = before[target].Read() + (b.reshape(shape[0], 2).matmul(a.reshape(2, -1)) * scale).reshape(shape);
        Assert.Equal(0, (after[target].Read() - expected).abs().max().ToDouble(), 1e-5);
        Assert.Equal(before.Count, after.Count);
        Assert.All(before.Where(entry => entry.Key != target), entry => Assert.Same(entry.Value, after[entry.Key]));
    }

    [Theory]
    [InlineData("lora_unet_down_blocks_3_attentions_0_proj_in", 32)]
    [InlineData("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q", 320)]
    [InlineData("lora_te2_text_model_encoder_layers_1_self_attn_q_proj", 32)]
    public void Merge_OfALoraForAnotherModel_IsOneSentence(string module, int width)
    {
        using var scope = NewDisposeScope();
        var files = DiffusionFiles.Open(tiny.Folder);
        Write((module + ".lora_down.weight", zeros([2, width])), (module + ".lora_up.weight", zeros([width, 2])));

        var error = Assert.Throws<ModelFileException>(() => LoraFile.Merge(_path, 1, files.Unet, files.Text, null));

        Assert.Contains("another model", error.Message);
        Assert.Single(error.Message.Split(". "));
    }

    [Fact]
    public void Merge_OfWhatIsNoLora_NamesTheKey()
    {
        using var scope = NewDisposeScope();
        var files = DiffusionFiles.Open(tiny.Folder);
        Write(("lora_unet_mid_block_attentions_0_proj_in.hada_w1_a", zeros([2, 2])));
        Assert.Contains("hada_w1_a", Assert.Throws<ModelFileException>(() => LoraFile.Merge(_path, 1, files.Unet, null, null)).Message);
        Write(("lora_unet_mid_block_attentions_0_proj_in.lora_up.weight", zeros([2, 2])));
        Assert.Contains("lacks", Assert.Throws<ModelFileException>(() => LoraFile.Merge(_path, 1, files.Unet, null, null)).Message);
    }

    public void Dispose() => File.Delete(_path);

    private void Write(params (string Key, Tensor Value)[] tensors) =>
        SafeTensors.Write(_path, tensors.Select(one => KeyValuePair.Create(one.Key, one.Value)));
}
