using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;

namespace Atelier.Models.Tests.Clip;

public sealed class ClipPipelineTests
{
    private static readonly string[] Texts = ["a red apple", "a blue house", "a green tree"];

    // of 'atelier score' with clip-glyphs on the same picture as a PNG file
    private static readonly double[] Scores = [0.003472144, 0.009796252, 0.986731589];

    [Fact]
    public void Classify_GivesTheProbabilitiesOfTheScoreCommand()
    {
        using var clip = ClipPipeline.Load(Folder());

        var probabilities = clip.Classify(Picture.Blank(80, 60, new(222, 38, 38)), Texts);

        Assert.Equal(1, probabilities.Sum(), 1e-5);
        Assert.All(probabilities.Zip(Scores), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
    }

    [Fact]
    public void Features_AreThoseThatTheProbabilitiesComeFrom()
    {
        using var scope = NewDisposeScope();
        using var clip = ClipPipeline.Load(Folder());
        var picture = Picture.Blank(80, 60, new(222, 38, 38));

        var (image, texts) = (clip.EncodeImage(picture), clip.EncodeText(Texts));

        Assert.Equal([1, clip.Model.Options.EmbeddingWidth], image.shape);
        Assert.Equal([3, clip.Model.Options.EmbeddingWidth], texts.shape);
        Assert.False(image.requires_grad || texts.requires_grad);
        Assert.Equal(clip.Model.Logits(image, texts).softmax(1).ToArray<float>(), clip.Classify(picture, Texts));
    }

    [Fact]
    public void Load_WithoutAVocabulary_SaysSo()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-clip-");
        foreach (var name in new[] { "model.safetensors", "config.json" })
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullName, name), Path.Combine(Folder(), name));
        }

        try
        {
            Assert.Contains("vocabulary", Assert.Throws<Core.ModelFileException>(() => ClipPipeline.Load(folder.FullName)).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Atelier.slnx")))
        {
            root = root.Parent!;
        }

        return Path.Combine(root.FullName, "models", "clip-glyphs");
    }
}
