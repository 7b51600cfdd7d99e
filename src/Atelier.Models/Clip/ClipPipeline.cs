using Atelier.Imaging.Pictures;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Models.Clip;

/// <summary>A CLIP with its tokenizer and preprocessing: pictures and texts in, features or probabilities out. b batch, n texts,
/// e embedding width.</summary>
/// <example><code>
/// using var clip = ClipPipeline.Load("models/clip-glyphs");
/// float[] p = clip.Classify(Picture.Load("fox.png"), ["a fox", "a dog"]);
/// </code></example>
public sealed class ClipPipeline : IDisposable
{
    private ClipPipeline(ClipModel model, Tokenizer tokenizer) => (Model, Tokenizer) = (model, tokenizer);

    /// <summary>The network, frozen.</summary>
    public ClipModel Model { get; }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Loads a CLIP from a model folder or a weight file with its vocabulary beside it.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="device">The device; the CPU by default.</param>
    /// <exception cref="Core.ModelFileException">The files are missing, damaged or no CLIP's.</exception>
    public static ClipPipeline Load(string path, Device? device = null) => Load(ModelFiles.Find(path), device);

    /// <inheritdoc cref="Load(string, Device?)"/>
    /// <param name="files">The model's files.</param>
    /// <param name="device">The device; the CPU by default.</param>
    public static ClipPipeline Load(ModelFiles files, Device? device = null)
    {
        var model = ClipFile.Load(files, device);
        try
        {
            return new(model, TokenizerFile.Load(files, model.Options));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The features of a picture, [1, e], fp32, not normalised.</summary>
    public Tensor EncodeImage(Picture picture)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(Model.encode_image(Preprocessing.Apply(picture, Model.Options.Resolution).to(Model.Device)));
    }

    /// <summary>The features of texts, [n, e], fp32, not normalised; texts may be longer than the context.</summary>
    public Tensor EncodeText(params IReadOnlyList<string> texts)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(LongTextEncoder.Encode(Model, Tokenizer, texts));
    }

    /// <summary>Zero-shot classification: the probability of each text among those given, summing to 1.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="texts">At least one.</param>
    public float[] Classify(Picture picture, IReadOnlyList<string> texts)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return Model.Logits(EncodeImage(picture), EncodeText(texts)).softmax(1).ToArray<float>(); // [1, n]
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => Model.Dispose();
}
