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

/// <summary>How a codebook is kept healthy: the section <c>model.codebook</c>.</summary>
/// <param name="ReviveEvery"><c>revive_every</c>: steps after which entries that nothing chooses
/// are put where latents are; 0 for never.</param>
/// <param name="ReviveUntil"><c>revive_until</c>: the share of the run after which that ends, so that the last steps settle.</param>
/// <param name="Average"><c>average</c>: decay of entries that are moving averages of what chose them;
/// 0 for entries that learn by gradient.</param>
/// <param name="QuantiseAfter"><c>quantise_after</c>: steps before the latent is quantised; then
/// the codebook starts from latents seen.</param>
internal sealed record CodebookCare(int ReviveEvery, double ReviveUntil, double Average, int QuantiseAfter)
{
    public static CodebookCare Read(RecipeSection section) => new(
        section.Whole("revive_every", 50, 0),
        section.Number("revive_until", 0.8, 0, 1),
        section.Number("average", 0, 0, 0.99999),
        section.Whole("quantise_after", 0, 0));
}

/// <summary>The discriminator of a recipe: the section <c>discriminator</c>.</summary>
internal sealed record DiscriminatorOptions(PatchOptions Sizes, OptimiserOptions Optimiser)
{
    public static DiscriminatorOptions? Read(RecipeSection root, DataOptions data, OptimiserOptions usual)
    {
        if (!root.Has("discriminator"))
        {
            return null;
        }

        var section = root.Section("discriminator");
        var sizes = new PatchOptions
        {
            InChannels = data.Channels,
            Channels = section.Size("channels", 64),
            Layers = section.Whole("layers", 3, 1, 8),
            ActNorm = section.Flag("actnorm", false),
        };
        return data.Size >> sizes.Layers >= 4
            ? new(sizes, OptimiserOptions.Read(section.Section("optimiser"), usual))
            : throw section.Wrong(
                "layers", $"pictures of {data.Size} pixels leave no patch after {sizes.Layers} halvings and two more convolutions");
    }
}

/// <summary>VQ-VAE and VQGAN in a recipe.</summary>
internal sealed record VqOptions(
    VqVaeOptions? Vae,
    VqganOptions? Gan,
    NamedModel? Start,
    CodebookCare Care,
    VqganLoss Loss,
    PerceptualOptions? Perceptual,
    DiscriminatorOptions? Discriminator,
    OptimiserOptions Optimiser,
    NamedModel? Judge) : ILearnerOptions
{
    private const int MostCodes = 1 << 20;

    /// <summary>What <c>config.json</c> says of the model.</summary>
    public object Description => Vae is not null
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

    public static VqOptions Read(RecipeSection root, DataOptions data, TrainingOptions training, bool gan)
    {
        var model = root.Section("model");
        var codebook = model.Section("codebook");
        var (size, width, cosine) = (codebook.Whole("size", 512, 2, MostCodes), codebook.Size("width", 64), codebook.Flag("cosine", false));
        if (cosine && width == 1)
        {
            throw codebook.Wrong("width", "at least 2 is needed for cosine codes: directions of one number are two");
        }

        var vae = gan ? null : new VqVaeOptions
        {
            PictureChannels = data.Channels,
            Channels = model.Size("channels", 128, 2),
            ResidualChannels = model.Size("residual_channels", 32),
            ResidualBlocks = model.Whole("residual_blocks", 2, 0, 64),
            Halvings = model.Whole("halvings", 2, 1, 6),
            CodebookSize = size,
            CodebookWidth = width,
            Cosine = cosine,
        };
        var vqgan = gan ? Network(model, size, width, cosine) : null;
        if (vae is not null)
        {
            Requirements.Fp32(root, training, "a VQ-VAE");
        }
        else if (data.Channels != 3)
        {
            throw root.Section("data").Wrong("channels", "a VQGAN sees pictures of 3 channels");
        }

        Requirements.Divisible(root, data, vae is null ? vqgan!.Factor : 1 << vae.Halvings);
        var optimiser = OptimiserOptions.Read(root.Section("optimiser"));
        var discriminator = DiscriminatorOptions.Read(root, data, optimiser);
        var loss = root.Section("loss");
        var perceptual = PerceptualOptions.Read(root, data);
        var (start, care) = (NamedModel.Read(model, "start"), CodebookCare.Read(codebook));
        if (start is not null && care.QuantiseAfter == 0 && start.Load(files => files.Config.Boolean("cosine")) != cosine)
        {
            throw codebook.Wrong(
                "cosine",
                $"the codebook of model.start was learnt {(cosine ? "without" : "with")} it; quantise_after above 0 draws another");
        }

        return new(
            vae, vqgan, start, care, ReadLoss(loss, gan, discriminator is not null) with { PerceptualWeight = perceptual?.Weight ?? 0 },
            perceptual, discriminator, optimiser, NamedModel.Read(model, "judge"));
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        var fast = training.Precision == Precision.Bf16;
        var model = StartWeights.Build<PictureCodec>(Start, random, group, weights => Vae is not null
            ? new VqVaeModel(weights, Vae)
            : new VqganModel(weights, Gan!) { Format = new(fast, ChannelsLast: random.device.type == DeviceType.CPU) }, NewCodebook());
        model.requires_grad_().to(random.device);
        if (model is VqganModel { Format.ChannelsLast: true })
        {
            model.KernelsToChannelsLast();
        }

        var loss = Loss with
        {
            Group = group,
            Discriminator = Discriminator is null ? null : new PatchDiscriminator(Weights.Fresh(random, group), Discriminator.Sizes),
            Perceptual = Perceptual?.Load(fast, random.device),
        };
        return new VqLearner(model, this, loss, Judge?.Load(files => new Judge(files, data, random.device)), training.Average);
    }

    // a codebook of the recipe's own where quantise_after draws it anew from latents seen, else the start's
    private Dictionary<string, StoredTensor> NewCodebook()
    {
        long[] shape = Vae is not null ? [Vae.CodebookSize, Vae.CodebookWidth] : [Gan!.CodebookSize, Gan.EmbeddingWidth];
        return Care.QuantiseAfter == 0 ? [] : new() { ["quantize.embedding.weight"] = new(shape, () => zeros(shape)) };
    }

    private static VqganOptions Network(RecipeSection model, int size, int width, bool cosine)
    {
        var (channels, groups) = (model.Size("channels", 128), model.Size("norm_groups", 32));
        var multipliers = model.Wholes("multipliers", [1, 1, 2, 2, 4], most: 64);
        return channels % groups == 0
            ? new()
            {
                Channels = channels,
                NormGroups = groups,
                Multipliers = multipliers,
                ResBlocks = model.Whole("res_blocks", 2, 1, 64),
                AttentionLevels = model.Wholes("attention_levels", [], 0, multipliers.Count - 1, fewest: 0).ToHashSet(),
                LatentChannels = model.Size("latent_channels", 256),
                LegacyBeta = model.Flag("legacy_beta", false),
                CodebookSize = size,
                EmbeddingWidth = width,
                Cosine = cosine,
            }
            : throw model.Wrong("norm_groups", $"a number is needed that divides the {channels} channels");
    }

    private static VqganLoss ReadLoss(RecipeSection loss, bool gan, bool adversarial)
    {
        var (absolute, squared) = (loss.Number("absolute", gan ? 1 : 0), loss.Number("squared", gan ? 0 : 1));
        return absolute + squared > 0
            ? new()
            {
                AbsoluteWeight = absolute,
                SquaredWeight = squared,
                EdgeWeight = loss.Number("edges", 0),
                CodebookWeight = loss.Number("codebook", 1),
                Kind = loss.Choice<AdversarialLoss>("adversarial", AdversarialLoss.Hinge) is var kind and not AdversarialLoss.Wasserstein
                    ? kind
                    : throw loss.Wrong("adversarial", "hinge, vanilla or least-squares is needed"),
                DiscriminatorWeight = loss.Number("adversarial_weight", 0.8),
                DiscriminatorStart = loss.Whole("adversarial_start", 0, 0),
                Adaptive = loss.Flag("adaptive", true),
                FeatureMatchingWeight = loss.Number("feature_matching", 0),
            }
            : throw loss.Wrong(
                gan ? "absolute" : "squared",
                $"absolute and squared error cannot both count nothing{(adversarial ? ", whatever the discriminator says" : "")}");
    }
}
