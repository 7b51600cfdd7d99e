using Atelier.Core;
using Atelier.Models.Codecs;
using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Discriminators;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Vq;

/// <summary>How a codebook is trained: the section <c>model.codebook</c>.</summary>
/// <param name="ReviveEvery"><c>revive_every</c>: steps between revivals of dead entries at random latents; 0 for never.</param>
/// <param name="ReviveUntil"><c>revive_until</c>: the fraction of the run after which revivals end, so that the codebook settles.</param>
/// <param name="EmaDecay"><c>average</c>: decay of the moving averages that update the entries; 0 to update them by gradients.</param>
/// <param name="QuantiseAfter"><c>quantise_after</c>: steps without quantization, after which the codebook is initialized with latents.
/// </param>
internal sealed record CodebookOptions(int ReviveEvery, double ReviveUntil, double EmaDecay, int QuantiseAfter)
{
    public static CodebookOptions Read(RecipeSection section) => new(
        section.Int("revive_every", 50, 0),
        section.Double("revive_until", 0.8, 0, 1),
        section.Double("average", 0, 0, 0.99999),
        section.Int("quantise_after", 0, 0));
}

/// <summary>What a recipe leaves as it is: <c>model.freeze</c>.</summary>
public enum FrozenCodec
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The encoder and the codebook, so that pictures keep their codes; only the decoder is trained.</summary>
    Codes,
}

/// <summary>A VQ-VAE or VQGAN in a recipe.</summary>
internal sealed record VqOptions(
    VqVaeOptions? Vae,
    VqganOptions? Gan,
    ModelReference? Start,
    CodebookOptions Codebook,
    VqganLoss Loss,
    PerceptualOptions? Perceptual,
    DiscriminatorOptions? Discriminator,
    OptimiserOptions Optimiser,
    ModelReference? Classifier) : ILearnerOptions
{
    private const int MostCodes = 1 << 20;
    private static readonly string[] s_decoder = ["decoder.", "post_quant_conv."];
    private static readonly string[] s_changes = ["average", "quantise_after", "revive_every", "revive_until"]; // of a codebook

    /// <summary><c>freeze</c>: what is not trained; needs a start.</summary>
    public FrozenCodec Freeze { get; init; }

    /// <summary>The content of <c>config.json</c>.</summary>
    public object Config => Vae is not null
        ? new
        {
            kind = "vqvae",
            picture_channels = Vae.PictureChannels,
            channels = Vae.Channels,
            residual_channels = Vae.ResidualChannels,
            residual_blocks = Vae.ResidualBlocks,
            halvings = Vae.Halvings,
            codebook_size = Vae.CodebookSize,
            codebook_width = Vae.CodebookWidth,
            cosine = Vae.Cosine,
        }
        : new { kind = "vqgan", norm_groups = Gan!.NormGroups, cosine = Gan.Cosine };

    public static VqOptions ReadVqVae(RecipeSection root, DataOptions data, TrainingOptions training) =>
        Read(root, data, training, gan: false);

    public static VqOptions ReadVqgan(RecipeSection root, DataOptions data, TrainingOptions training) =>
        Read(root, data, training, gan: true);

    private static VqOptions Read(RecipeSection root, DataOptions data, TrainingOptions training, bool gan)
    {
        var model = root.Section("model");
        var codebook = model.Section("codebook");
        var (size, width, cosine) = (codebook.Int("size", 512, 2, MostCodes), codebook.Size("width", 64), codebook.Bool("cosine", false));
        if (cosine && width == 1)
        {
            throw codebook.Error("width", "at least 2 is needed for cosine codes: directions of one number are two");
        }

        var vae = gan ? null : new VqVaeOptions
        {
            PictureChannels = data.Channels,
            Channels = model.Size("channels", 128, 2),
            ResidualChannels = model.Size("residual_channels", 32),
            ResidualBlocks = model.Int("residual_blocks", 2, 0, 64),
            Halvings = model.Int("halvings", 2, 1, 6),
            CodebookSize = size,
            CodebookWidth = width,
            Cosine = cosine,
        };
        var vqgan = gan ? Network(model, size, width, cosine) : null;
        if (vae is not null)
        {
            Requirements.Fp32(training, "a VQ-VAE");
        }
        else if (data.Channels != 3)
        {
            throw data.Channels.Error("a VQGAN sees pictures of 3 channels");
        }

        Requirements.Divisible(data, vae is null ? vqgan!.Factor : 1 << vae.Halvings);
        var optimiser = OptimiserOptions.Read(root.Section("optimiser"));
        var discriminator = root.Has("discriminator") ? DiscriminatorOptions.Read(root, data, data.Channels, optimiser) : null;
        var loss = root.Section("loss");
        var perceptual = PerceptualOptions.Read(root, data);
        var (start, codebookOptions) = (ModelReference.Read(model, "start"), CodebookOptions.Read(codebook));
        var freeze = gan ? model.Enum<FrozenCodec>("freeze", FrozenCodec.None) : FrozenCodec.None;
        if (freeze == FrozenCodec.Codes)
        {
            codebookOptions = start is null ? throw model.Error("freeze", "model.start is needed as well")
                : s_changes.FirstOrDefault(codebook.Has) is { } change
                    ? throw codebook.Error(change, "the codebook stays as it is with model.freeze: codes; leave this out")
                    : new(ReviveEvery: 0, ReviveUntil: 0, EmaDecay: 0, QuantiseAfter: 0);
        }

        if (start is not null && codebookOptions.QuantiseAfter == 0 && start.Load(files => files.Config.Boolean("cosine")) != cosine)
        {
            throw codebook.Error(
                "cosine",
                $"the codebook of model.start was learned {(cosine ? "without" : "with")} it; quantise_after above 0 draws another");
        }

        return new(
            vae, vqgan, start, codebookOptions,
            ReadLoss(loss, gan, discriminator is not null) with { PerceptualWeight = perceptual?.Weight ?? 0 },
            perceptual, discriminator, optimiser, ModelReference.Read(model, "classifier"))
        {
            Freeze = freeze,
        };
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        var bfloat16 = training.IsBf16;
        using var stack = new ExitStack();
        var model = stack.Push(InitialWeights.Build<PictureCodec>(Start, random, group, weights => Vae is not null
            ? new VqVaeModel(weights, Vae)
            : new VqganModel(weights, Gan!) { Format = new(bfloat16, ChannelsLast: random.device.type == DeviceType.CPU) }, NewCodebook()));
        model.requires_grad_().to(random.device);
        if (model is VqganModel { Format.ChannelsLast: true })
        {
            model.KernelsToChannelsLast();
        }

        if (Freeze == FrozenCodec.Codes)
        {
            foreach (var (key, parameter) in model.named_parameters())
            {
                parameter.requires_grad_(s_decoder.Any(part => key.StartsWith(part, StringComparison.Ordinal)));
            }
        }

        var loss = Loss with
        {
            Group = group,
            Discriminator = Discriminator is null
                ? null
                : stack.Push(new PatchDiscriminator(Weights.Fresh(random, group), Discriminator.Sizes)),
            Perceptual = stack.Push(Perceptual?.Load(bfloat16, random.device)),
        };
        var scorer = stack.Push(Classifier?.Load(files => new ClassifierScorer(files, data, random.device)));
        return stack.PopAll(new VqLearner(model, this, loss, scorer, training.EmaDecay));
    }

    // replaces a pretrained codebook, which may have another size, if quantise_after initializes it with latents
    private Dictionary<string, StoredTensor> NewCodebook()
    {
        long[] shape = Vae is not null ? [Vae.CodebookSize, Vae.CodebookWidth] : [Gan!.CodebookSize, Gan.EmbeddingWidth];
        return Codebook.QuantiseAfter == 0 ? [] : new() { ["quantize.embedding.weight"] = new(shape, () => zeros(shape)) };
    }

    private static VqganOptions Network(RecipeSection model, int size, int width, bool cosine)
    {
        var (channels, groups) = (model.Size("channels", 128), model.Size("norm_groups", 32));
        var multipliers = model.Ints("multipliers", [1, 1, 2, 2, 4], max: 64);
        return channels % groups == 0
            ? new()
            {
                Channels = channels,
                NormGroups = groups,
                Multipliers = multipliers,
                ResBlocks = model.Int("res_blocks", 2, 1, 64),
                AttentionLevels = model.Ints("attention_levels", [], 0, multipliers.Count - 1, minCount: 0).ToHashSet(),
                LatentChannels = model.Size("latent_channels", 256),
                LegacyBeta = model.Bool("legacy_beta", false),
                CodebookSize = size,
                EmbeddingWidth = width,
                Cosine = cosine,
            }
            : throw model.Error("norm_groups", $"a number is needed that divides the {channels} channels");
    }

    private static VqganLoss ReadLoss(RecipeSection loss, bool gan, bool adversarial)
    {
        var (absolute, squared) = (loss.Double("absolute", gan ? 1 : 0), loss.Double("squared", gan ? 0 : 1));
        return absolute + squared > 0
            ? new()
            {
                AbsoluteWeight = absolute,
                SquaredWeight = squared,
                EdgeWeight = loss.Double("edges", 0),
                CodebookWeight = loss.Double("codebook", 1),
                Kind = loss.Enum<AdversarialLoss>("adversarial", AdversarialLoss.Hinge) is var kind and not AdversarialLoss.Wasserstein
                    ? kind
                    : throw loss.Error("adversarial", "hinge, vanilla or least-squares is needed"),
                DiscriminatorWeight = loss.Double("adversarial_weight", 0.8),
                DiscriminatorStart = loss.Int("adversarial_start", 0, 0),
                Adaptive = loss.Bool("adaptive", true),
                FeatureMatchingWeight = loss.Double("feature_matching", 0),
            }
            : throw loss.Error(
                gan ? "absolute" : "squared",
                $"absolute and squared error cannot both count nothing{(adversarial ? ", whatever the discriminator says" : "")}");
    }
}
