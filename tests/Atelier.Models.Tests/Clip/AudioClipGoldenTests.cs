using Atelier.Models.AudioClip;
using Atelier.Models.Clip;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Tests.Clip;

public class AudioClipGoldenTests
{
    [Fact]
    public void Tiny_SpectrogramAndEmbedding_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("audioclip-tiny");
        using var model = Load();

        golden.Check("fbsp_weights.every128th", model.Encoder.Kernels()[TensorIndex.Slice(step: 128)]);
        var spectrogram = model.Encoder.Spectrogram(golden.In("wav"));
        golden.Check("spec.sample0.every32nd_bin", spectrogram[0][0][TensorIndex.Slice(step: 32)]);
        var decibels = AudioEncoder.Decibels(spectrogram);
        golden.Check("x_db.sample0", decibels[0]);
        var (loud, expected) = (golden.Out("x_db.sample0").gt(-50), golden.Out("x_db.sample0"));
        Assert.True((decibels[0] - expected)[loud].abs().max().ToDouble() < 0.05); // weak frequencies are rounding alone
        golden.Check("embedding", model.call(golden.In("wav")));
        golden.Check("audio_normed", F.normalize(model.call(golden.In("wav")), dim: 1));
    }

    [Fact]
    public void Tiny_FromTheDecibels_GivesTheEmbeddingAndItsGradient()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("audioclip-tiny");
        using var model = Load();
        var decibels = golden.Out("x_db.sample0").unsqueeze(0).requires_grad_();

        var embedding = model.Encoder.Embed(decibels);
        (embedding * golden.In("R").narrow(0, 0, 1)).sum().backward();

        var difference = (embedding[0] - golden.Out("embedding")[0]).abs().max().ToDouble();
        Assert.True(difference <= golden.Tolerance("embedding[0] when computed from out.x_db.sample0"), $"off by {difference}");
        golden.Check("grad_x_db.sample0", decibels.grad!);
    }

    [Fact]
    public void Tiny_LogitsAndLoss_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("audioclip-tiny");
        using var model = Load();

        var (ai, at, it) = model.Logits(model.call(golden.In("wav")), golden.In("image_features"), golden.In("text_features"));
        golden.Check("logits_audio_image", ai);
        golden.Check("logits_audio_text", at);
        golden.Check("logits_image_text", it);

        var norms = model.Encoder.Kernels().square().sum([1, 2]).sqrt();
        var kernels = (norms - 1).square().mean();
        golden.Check("loss_ttf", kernels);
        golden.Check("loss", ((Both(ai) + Both(at) + Both(it)) / 6) + kernels); // divided by 3! where 3 was meant

        static Tensor Both(Tensor logits)
        {
            var labels = arange(logits.size(0), ScalarType.Int64);
            return F.cross_entropy(logits, labels) + F.cross_entropy(logits.transpose(0, 1), labels);
        }
    }

    [Fact]
    public void Layout_OfTheReleasedModel_LoadsWithNothingMissingOrLeftOver()
    {
        const string Name = "audioclip-full-audio";
        var stored = new Dictionary<string, StoredTensor>(Layout.Read(Name));
        foreach (var scale in new[] { "logit_scale", "logit_scale_ai", "logit_scale_at" })
        {
            stored[scale] = new([], () => zeros([])); // not in the layout, which is of the sounds' network alone
        }

        using var model = new AudioClipModel(Weights.From(stored, Name), AudioClipOptions.FromWeights(stored, Name));

        Assert.Equal(new AudioClipOptions().ToString(), (model.Options with { Stages = new AudioClipOptions().Stages }).ToString());
        Assert.Equal(new AudioClipOptions().Stages, model.Options.Stages);
        Assert.Equal(stored.Keys.Order(), model.state_dict().Keys.Order());
    }

    [Fact]
    public void DrawnFreshly_HasTheOfficialWindow()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1, CPU);
        using var model = new AudioClipModel(Weights.Fresh(random), AudioClipOptions.FromWeights(Stored(), "golden"));

        var expected = Stored()["audio.window"].Read();
        Assert.True((model.state_dict()["audio.window"] - expected).abs().max().ToDouble() < 1e-6);
    }

    [Fact]
    public void WholeFile_HoldsAClipAsWell()
    {
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory("atelier-audioclip-").FullName;
        var file = Path.Combine(folder, "whole.safetensors");
        var clip = ModelFiles.Find(Golden.Locate("clip-rn-tiny", "clip-rn-tiny.jit.pt")!).Open();
        SafeTensors.Write(file, Stored().Concat(clip).DistinctBy(pair => pair.Key)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Read())));
        var golden = Golden.Open("clip-rn-tiny");

        using var model = ClipFile.Load(ModelFiles.Find(file));
        using var sounds = AudioClipFile.Load(ModelFiles.Find(file));

        golden.Check("image_features", model.encode_image(golden.In("image")));
        Directory.Delete(folder, recursive: true);
    }

    private static IReadOnlyDictionary<string, StoredTensor> Stored() => Files().Open();

    private static AudioClipModel Load() => AudioClipFile.Load(Files());

    private static ModelFiles Files() => ModelFiles.Find(Golden.Locate("audioclip-tiny", "audioclip-tiny.pt")!);
}
