using Atelier.Models.Clip;
using Atelier.Models.Clip.Released;
using Atelier.Tests;

namespace Atelier.Models.Tests.Clip;

public class ClipGoldenTests
{
    public static TheoryData<string, string, string, int?> Cases => new()
    {
        { "clip-vit-tiny", "clip-vit-tiny.jit.pt", "io_heads1.safetensors", null },
        { "clip-vit-tiny", "clip-vit-tiny.sd.pt", "io_heads1.safetensors", null },
        { "clip-vit-tiny", "model.safetensors", "io.safetensors", null },
        { "clip-vit-tiny", "model.safetensors", "io_heads1.safetensors", 1 },
        { "clip-vit-tiny", "clip-vit-tiny.jit.pt", "io.safetensors", 2 },
        { "clip-vit-tiny2", "clip-vit-tiny2.sd.legacy.pt", "io.safetensors", null },
        { "clip-rn-tiny", "clip-rn-tiny.jit.pt", "io.safetensors", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AndGradient_MatchTheOfficialCode(string name, string weights, string io, int? textHeads)
    {
        var path = Golden.Locate(name, weights);
        Assert.SkipWhen(path is null, $"{name}/{weights} is not committed and not beside the checkout");
        using var scope = NewDisposeScope();
        var golden = Golden.Open(name, io);
        var config = textHeads is null ? null : Flat($"{{\"transformer_heads\": {textHeads}}}");
        using var model = ClipFile.Load(ModelFiles.Find(path!, config));
        if (config is not null)
        {
            File.Delete(config);
        }

        var image = golden.In("image").requires_grad_();

        var features = model.encode_image(image);
        var text = model.encode_text(golden.In("tokens"));
        var logits = model.Logits(features, text);

        golden.Check("image_features", features);
        golden.Check("text_features", text);
        golden.Check("logits_per_image", logits);
        golden.Check("logits_per_text", logits.transpose(0, 1));
        golden.Check("grad.image", autograd.grad([features], [image], grad_outputs: [golden.Out("grad.image_features")])[0]);
    }

    [Theory]
    [InlineData("clip-vit-tiny", "model.safetensors")]
    [InlineData("clip-rn-tiny", "clip-rn-tiny.jit.pt")]
    public void FastPath_InBf16_StaysCloseToFp32(string name, string weights)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open(name);
        using var model = ClipFile.Load(ModelFiles.Find(Golden.Locate(name, weights)!));
        var image = golden.In("image").requires_grad_();
        model.ToBFloat16();

        var features = model.encode_image(image);
        var gradient = autograd.grad([features], [image], grad_outputs: [golden.Out("grad.image_features")])[0];

        Assert.True(Cosine(features, golden.Out("image_features")) > 0.9995, $"features {Cosine(features, golden.Out("image_features"))}");
        Assert.True(Cosine(gradient, golden.Out("grad.image")) > 0.99, $"gradient {Cosine(gradient, golden.Out("grad.image"))}");
        Assert.True(Cosine(model.encode_text(golden.In("tokens")), golden.Out("text_features")) > 0.999);
    }

    [Theory]
    [InlineData("clip-ViT-B-32")]
    [InlineData("clip-ViT-B-16")]
    [InlineData("clip-ViT-L-14")]
    [InlineData("clip-ViT-L-14-336px")]
    [InlineData("clip-RN50")]
    [InlineData("clip-RN101")]
    [InlineData("clip-RN50x4")]
    [InlineData("clip-ViT-B-32.hf")]
    [InlineData("clip-ViT-L-14.hf")]
    public void Layout_OfAReleasedModel_LoadsWithNothingMissingOrLeftOver(string layout)
    {
        var stored = Layout.Read(layout);
        var official = HuggingFaceClip.Recognises(stored) ? HuggingFaceClip.ToOfficial(stored) : stored;

        // throws when anything is off
        using var model = new ClipModel(Weights.From(official, layout), ClipOptions.FromWeights(official, layout));

        var own = model.state_dict().ToDictionary(parameter => parameter.Key, parameter => parameter.Value.shape);
        foreach (var (name, tensor) in official.Where(pair => pair.Key is not ("input_resolution" or "context_length" or "vocab_size")))
        {
            Assert.Equal(tensor.Shape, own[name]);
        }
    }

    private static string Flat(string json)
    {
        var path = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, json);
        return path;
    }

    private static double Cosine(Tensor a, Tensor b) =>
        (a.detach() * b).sum().ToDouble() / Math.Sqrt(a.detach().square().sum().ToDouble() * b.square().sum().ToDouble());
}
