using System.Buffers.Binary;
using System.Text;
using Atelier.Core;
using Atelier.Torch.WeightFiles;

namespace Atelier.Torch.Tests.WeightFiles;

public sealed class WeightKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("module.conv_first.weight", "conv_first.weight")]
    [InlineData("module.module.conv_first.weight", "conv_first.weight")]
    [InlineData("_orig_mod.conv_first.weight", "conv_first.weight")]
    [InlineData("encoder._orig_mod.conv_in.weight", "encoder.conv_in.weight")]
    [InlineData("_forward_module.model.visual.proj", "visual.proj")]
    [InlineData("generator.conv_first.weight", "conv_first.weight")]
    [InlineData("generator_ema.conv_first.weight", "conv_first.weight")]
    [InlineData("netG.conv_first.weight", "conv_first.weight")]
    [InlineData("netG.module.conv_first.weight", "conv_first.weight")]
    [InlineData("net_g.conv_first.weight", "conv_first.weight")]
    [InlineData("params.conv_first.weight", "conv_first.weight")]
    [InlineData("params_ema.conv_first.weight", "conv_first.weight")]
    [InlineData("params-ema.conv_first.weight", "conv_first.weight")]
    [InlineData("model_state_dict.conv_first.weight", "conv_first.weight")]
    [InlineData("state_dict.module.visual.proj", "visual.proj")]
    [InlineData("state_dict.first_stage_model.encoder.conv_in.weight", "encoder.conv_in.weight")]
    [InlineData("model.visual.proj", "visual.proj")]
    [InlineData("net.conv_first.weight", "conv_first.weight")]
    [InlineData("model.0.weight", "model.0.weight")]                     // the oldest ESRGAN's own
    [InlineData("net.slice1.0.weight", "net.slice1.0.weight")]           // an LPIPS' own
    [InlineData("transformer.blocks.0.ln1.weight", "transformer.blocks.0.ln1.weight")]
    [InlineData("lin0.model.1.weight", "lin0.model.1.weight")]
    [InlineData("visual.transformer.resblocks.0.ln_1.weight", "visual.transformer.resblocks.0.ln_1.weight")]
    public void Open_WithAnyWrapper_GivesTheOfficialKey(string key, string official) => Assert.Equal([official], Open(key));

    [Theory]
    [InlineData("params.a.weight|params_ema.b.weight", "b.weight")]
    [InlineData("generator.a.weight|generator_ema.b.weight|discriminator.c.weight|step_counter", "b.weight")]
    [InlineData("state_dict.a.weight|optimizer.b.weight", "a.weight")]
    [InlineData("a.weight|model_ema.decay|model_ema.aweight|colorize", "a.weight")]
    [InlineData("model.a.weight|optimizer.b|ema.a.weight", "a.weight")]
    [InlineData("first_stage_model.a.weight|transformer.b.weight", "a.weight|transformer.b.weight")]
    [InlineData("model.a.weight|visual.b.weight", "model.a.weight|visual.b.weight")]
    public void Open_WithWhatTrainingLeaves_GivesTheNetwork(string keys, string official) =>
        Assert.Equal(official.Split('|'), Open(keys.Split('|')).Order());

    [Fact]
    public void Weights_OfOneNumberWithAnAxis_AreAScalarToo()
    {
        using var scope = NewDisposeScope();
        var path = Write(new() { ["logit_scale"] = tensor(new[] { 2.5f }) });

        Assert.Equal(2.5f, Weights.From(WeightFile.Open(path), path).Parameter("logit_scale", [], Initialize.Zeros).item<float>());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Weights_ThatAreNotFinite_AreRefusedByKey(float broken)
    {
        using var scope = NewDisposeScope();
        var path = Write(new() { ["good"] = tensor(new[] { 1f, 2f }), ["large"] = tensor(new[] { 3e38f, 3e38f }), ["bad"] = tensor(
            new[] { 1f, broken }) });
        var weights = Weights.From(WeightFile.Open(path), path);
        weights.Parameter("good", [2], Initialize.Zeros);
        weights.Parameter("large", [2], Initialize.Zeros); // though their sum is not finite

        var error = Assert.Throws<ModelFileException>(() => weights.Parameter("bad", [2], Initialize.Zeros));

        Assert.Contains("bad holds numbers that are not finite", error.Message);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "twice")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "header")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "cut short or inconsistent")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "header")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", "header")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4611686018427387,0],"data_offsets":[0,0]}}""", "larger than Atelier reads")]
    [InlineData("""{"x":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", "header")]
    [InlineData("""{"x":{"dtype":null,"shape":[1],"data_offsets":[0,4]}}""", "unknown type")]
    [InlineData("""{"x":[]}""", "header")]
    [InlineData("""{"x":null}""", "header")]
    [InlineData("""{"__metadata__":[1]}""", "header")]
    [InlineData("""{"__metadata__":{"a":1}}""", "header")]
    [InlineData("""[1,2,3,4,5]""", "safetensors")]
    public void SafeTensors_WithABrokenHeader_AreRefusedInOneSentence(string header, string says)
    {
        var path = Path.Combine(_folder, "x.safetensors");
        var json = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(path, [.. length, .. json, 0, 0, 0, 0]);

        Assert.Contains(says, Assert.Throws<ModelFileException>(() => SafeTensors.Read(path, out _)).Message);
    }

    private IEnumerable<string> Open(params string[] keys)
    {
        using var scope = NewDisposeScope();
        return WeightFile.Open(Write(keys.ToDictionary(key => key, _ => zeros(2)))).Keys;
    }

    private string Write(Dictionary<string, Tensor> tensors)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.safetensors");
        SafeTensors.Write(path, tensors);
        return path;
    }
}
