using Atelier.Core;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Diffusion.Latents;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Models.Diffusion.Text;
using Atelier.Models.Diffusion.Unet;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Diffusion.Files;

/// <summary>Loads the model of a <c>diffusion</c> recipe: a run or model folder with the UNet by diffusers' keys, the codec of its latents
/// in <c>codec</c> (without one, its latents are pixels) and the text encoder in <c>text_encoder</c> (without one, it reads no
/// words).</summary>
internal static class TrainedDiffusionFile
{
    private const string Kind = "diffusion", Codec = "codec", Text = "text_encoder";

    /// <summary>True for such a folder, and for its weight file.</summary>
    public static bool Recognises(string path)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        return ModelFiles.IsModel(folder)
            && ModelFiles.Find(folder) is var files
            && (folder == path || Path.GetFullPath(files.Weights) == Path.GetFullPath(path))
            && files.Config.String("kind") == Kind;
    }

    /// <summary>All weight files, by the names under which a record holds their hashes.</summary>
    public static IReadOnlyList<string> WeightFiles(string path)
    {
        var files = ModelFiles.Find(path);
        return
        [
            files.Weights,
            .. new[] { Codec, Text }.Select(name => Path.Combine(files.Folder, name)).Where(Directory.Exists)
                .Select(folder => ModelFiles.Find(folder).Weights),
        ];
    }

    /// <summary>What the headers tell.</summary>
    /// <exception cref="ModelFileException">Something is missing or damaged.</exception>
    public static DiffusionDescription Describe(string path)
    {
        var files = ModelFiles.Find(path);
        var parameters = WeightFiles(path).SelectMany(file => WeightFile.Open(file).Values)
            .Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));
        var unet = UnetFile.FromWeights(files.Open(), files.Weights);
        return files.Config.Integer("factor") is > 0 and < 1025 and var factor
            ? new(Defaults(files), factor, parameters, FeatureMaps.Of(unet, Math.Max(factor / unet.Factor, 1), Decoder(files)))
            : throw new ModelFileException($"{files.Config.Where}: factor is missing, a whole number from 1 to 1024 is needed.");
    }

    /// <summary>Loads a model.</summary>
    /// <exception cref="ModelFileException">Something is missing, damaged or does not belong together.</exception>
    public static DiffusionPipeline Load(string path, DiffusionLoading loading)
    {
        if (loading.Loras.Count > 0 || loading.Autoencoder is not null)
        {
            throw new ModelFileException($"{path} takes no LoRA and no other autoencoder: those are of Stable Diffusion.");
        }

        var files = ModelFiles.Find(path);
        var (config, stored) = (files.Config, files.Open());
        using var stack = new ExitStack();
        var options = UnetFile.FromWeights(stored, files.Weights) with
        {
            Heads = DiffusersConfig.PerLevel(config, "heads", stored.CountBelow("down_blocks."))
                ?? throw new ModelFileException($"{config.Where}: heads is missing."),
            NormGroups = config.Integer("norm_groups") ?? throw new ModelFileException($"{config.Where}: norm_groups is missing."),
        };
        UnetFile.RequireFitting(options, files.Weights);
        var unet = stack.Push(new UNet2DConditionModel(Weights.From(stored, files.Weights), options).Freeze().to(loading.Device ?? CPU));
        if (loading.BFloat16)
        {
            unet.ToBFloat16();
        }

        var codec = stack.Push(LoadCodec(Path.Combine(files.Folder, Codec), loading));
        var words = stack.Push(LoadWords(Path.Combine(files.Folder, Text), options, unet.Device));
        return codec.Channels == options.OutChannels
            ? stack.PopAll(new DiffusionPipeline(
                unet, codec, words, Defaults(files), name => SchedulerFile.Choose(name, config, "scheduler.")))
            : throw new ModelFileException($"{files.Folder}: the network draws latents of {options.OutChannels} channels, its codec "
                + $"has {codec.Channels}: they do not belong together.");
    }

    private static FeatureMaps Decoder(ModelFiles files)
    {
        if (Path.Combine(files.Folder, Codec) is var folder && !Directory.Exists(folder))
        {
            return new(0, 0);
        }

        var stored = ModelFiles.Find(folder).Open();
        if (VqVaeFile.Recognises(stored))
        {
            return FeatureMaps.OfDecoder(stored.Size("encoder.middle.weight", 0, $"{folder} is no VQ-VAE"), [1], 1);
        }

        var options = VqganOptions.FromWeights(stored, folder);
        return FeatureMaps.OfDecoder(options.Channels, options.Multipliers, options.ResBlocks);
    }

    private static DiffusionDefaults Defaults(ModelFiles files) => new(
        files.Config.String("sampling.scheduler") ?? "ddim",
        files.Config.Integer("sampling.steps") ?? 50,
        files.Config.Number("sampling.guidance") ?? 1,
        files.Config.Integer("size") ?? throw new ModelFileException($"{files.Config.Where}: size is missing, pixels of a side."));

    private static ILatentCodec LoadCodec(string folder, DiffusionLoading loading)
    {
        if (!Directory.Exists(folder))
        {
            return new PixelCodec();
        }

        var codec = VqVaeFile.LoadCodec(ModelFiles.Find(folder), loading.Device);
        if (loading.BFloat16)
        {
            (codec as VqganModel)?.ToBFloat16();
        }

        return new VqLatentCodec(codec);
    }

    private static IDiffusionWords LoadWords(string folder, UnetOptions options, Device device)
    {
        if (!Directory.Exists(folder))
        {
            return new NoWords(options.CrossAttentionDim, device);
        }

        var files = ModelFiles.Find(folder);
        var stored = files.Open();
        var text = ClipTextOptions.FromWeights(stored, files.Weights) with
        {
            Heads = files.Config.Integer("heads") ?? throw new ModelFileException($"{files.Config.Where}: heads is missing."),
            ExactGelu = files.Config.Boolean("exact_gelu"),
        };
        DiffusersConfig.RequireHeads([text.Heads], [text.Width], files.Weights);
        if (text.Width != options.CrossAttentionDim)
        {
            throw new ModelFileException($"{files.Weights} gives vectors {text.Width} wide, the UNet takes {options.CrossAttentionDim}: "
                + "they do not belong together.");
        }

        var vocabulary = BytePairVocabulary.Load(Path.Combine(folder, "vocabulary.txt"));
        if (vocabulary.Size != text.VocabularySize)
        {
            throw new ModelFileException($"{folder}: vocabulary.txt has {vocabulary.Size} tokens, the text encoder {text.VocabularySize}: "
                + "they do not belong together.");
        }

        var model = new ClipTextModel(Weights.From(stored, files.Weights), text).Freeze().to(device);
        return new DiffusionWords([new(model, new Tokenizer(vocabulary, text.ContextLength), isPenultimate: false)], options);
    }
}
