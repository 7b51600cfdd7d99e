using Atelier.Art.Imagine.Diffusion;
using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Models;
using Atelier.Models.Codecs;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Diffusion.Pipeline;

namespace Atelier.Art.Imagine.Generators;

/// <summary>A VQGAN (Esser et al., 2021) as generator. The latent is quantised at every step with a straight-through gradient. e embedding
/// width.</summary>
public sealed class VqganGenerator : ICodebookGenerator
{
    private readonly VqganModel _model;
    private readonly Tensor _smallest; // [1, e, 1, 1], over the codebook
    private readonly Tensor _largest;  // [1, e, 1, 1]

    /// <summary>VQGANs of taming-transformers, and those that Atelier trains.</summary>
    public static GeneratorKind Kind { get; } = new()
    {
        Name = "vqgan",
        Recognises = VqganFile.Recognises,
        Describe = request =>
        {
            var stored = request.Files.Open();
            return Describe(VqganOptions.FromWeights(stored, request.Files.Weights)) with
            {
                Parameters = stored.CountNumbers(),
            };
        },
        Create = request =>
        {
            var model = VqganFile.Load(request.Files, request.Device);
            if (request.Fast)
            {
                model.ToBFloat16();
            }

            return new VqganGenerator(model);
        },
    };

    /// <summary>The files of the VQGAN that the options name; null if they name something else. Only headers are read.</summary>
    /// <exception cref="ModelFileException">There is no such model, or it is damaged.</exception>
    internal static ModelFiles? Find(ImagineOptions options)
    {
        if (GeneratorRegistry.BuiltIn.Contains(options.Model) || DiffusionModel.Find(options) is not null)
        {
            return null;
        }

        var files = ModelFiles.Find(ModelHub.FindPath(options.Model, GeneratorRegistry.BuiltIn));
        return VqganFile.Recognises(files.Open()) ? files : null;
    }

    /// <summary>Takes ownership of the model and freezes it.</summary>
    public VqganGenerator(VqganModel model)
    {
        _model = model;
        model.Freeze();
        using var scope = NewDisposeScope();
        _smallest = model.Quantizer.Codebook.amin([0]).reshape(1, -1, 1, 1).DetachFromDisposeScope();
        _largest = model.Quantizer.Codebook.amax([0]).reshape(1, -1, 1, 1).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public Device Device => _model.Device;

    /// <summary>How many pixels one code spans in each direction.</summary>
    public int Factor => _model.Options.Factor;

    /// <summary>The smallest and largest value of each latent channel, [1, e, 1, 1].</summary>
    public (Tensor Smallest, Tensor Largest) Limits => (_smallest, _largest);

    /// <inheritdoc/>
    public Latent Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (height / Factor, width / Factor);
        return scope.MoveToOuter(
            _model.Lookup(randint(0, _model.Options.CodebookSize, [h * w], device: random.device, generator: random), 1, h, w));
    }

    /// <inheritdoc/>
    public Tensor Lookup(Tensor codes, long height, long width) => _model.Lookup(codes, 1, height, width);

    /// <inheritdoc/>
    public Latent Encode(Tensor picture)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(_model.encode((picture * 2) - 1).Latent.contiguous());
    }

    /// <inheritdoc/>
    public Tensor Generate(Latent latent)
    {
        using var scope = NewDisposeScope();
        var quantized = Codebook.Quantize(latent.Value, _model.Quantizer.Codebook).Latent;
        return scope.MoveToOuter(StraightThrough.Clamp((_model.decode(quantized) + 1) / 2, 0, 1));
    }

    /// <inheritdoc/>
    public Tensor Nearest(Tensor latent)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(Codebook.Quantize(latent.detach(), _model.Quantizer.Codebook).Latent);
    }

    /// <inheritdoc/>
    public void Project(Latent latent)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        latent.Value.copy_(latent.Value.maximum(_smallest).minimum(_largest));
    }

    /// <summary>What is known of a VQGAN of these sizes.</summary>
    internal static GeneratorTraits Describe(VqganOptions options) => new()
    {
        Sizes = new(options.Factor),
        Takes = new HashSet<string>(GeneratorOptionNames.OfPictures)
        {
            GeneratorOptionNames.Cross, nameof(ImagineOptions.Noise), nameof(ImagineOptions.CodeCommitment),
            nameof(EditOptions.Tile),
        },
        KeptPerPixel = FeatureMaps.OfDecoder(options.Channels, options.Multipliers, options.ResBlocks).Kept,
        BFloat16 = true,
        LatentSize = (height, width) => options.EmbeddingWidth * (height / options.Factor) * (width / options.Factor),
    };

    /// <summary>Disposes model and limits.</summary>
    public void Dispose()
    {
        _model.Dispose();
        _smallest.Dispose();
        _largest.Dispose();
    }
}
