using Atelier.Core;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Diffusion.Files;

/// <summary>The networks of a diffusion model on disk: a diffusers folder, one of its subfolders, or one file with the original names.
/// Nothing is read before it is needed.</summary>
public sealed class DiffusionFiles
{
    private static readonly string[] WeightNames =
    [
        "diffusion_pytorch_model.safetensors", "model.safetensors", "diffusion_pytorch_model.fp16.safetensors", "model.fp16.safetensors",
        "diffusion_pytorch_model.bin", "pytorch_model.bin",
    ];

    private const string Unets = "unet", Vaes = "vae", Texts = "text_encoder", SecondTexts = "text_encoder_2";
    private static readonly string[] Subfolders = [Unets, Vaes, Texts, SecondTexts];
    private readonly string _path;
    private readonly Dictionary<string, Func<DiffusionPart>> _parts = [];

    private DiffusionFiles(string path) => _path = path;

    /// <summary>The original YAML, or the scheduler's configuration of a folder; empty where there is none.</summary>
    public ModelConfig Config { get; private init; } = ModelConfig.Empty;

    /// <summary>The folder or the file, for messages.</summary>
    public string Where => _path;

    /// <summary>The folder of a diffusers model; null for a file.</summary>
    public string? Folder => Directory.Exists(_path) ? _path : null;

    /// <summary><c>sample_size</c> of the UNet's configuration: latent pixels of a side in training; null where it is not
    /// told.</summary>
    public int? SampleSize => Folder is { } folder && File.Exists(Path.Combine(folder, Unets, "config.json"))
        ? ModelConfig.Read(Path.Combine(folder, Unets, "config.json")).Integer("sample_size") : null;

    /// <summary>True where one file says that it predicts velocity, by an entry <c>v_pred</c>.</summary>
    public bool IsVelocity { get; private init; }

    /// <summary>True where one file says that its last timestep has no signal, by an entry <c>ztsnr</c>.</summary>
    public bool IsZeroSnr { get; private init; }

    /// <summary>True for XL, whose second text encoder stands beside or in place of the first.</summary>
    public bool HasSecondText => _parts.ContainsKey(SecondTexts);

    /// <summary>True where there is a first text encoder.</summary>
    public bool HasText => _parts.ContainsKey(Texts);

    /// <summary>The UNet.</summary>
    /// <exception cref="ModelFileException">There is none.</exception>
    public DiffusionPart Unet => Get(Unets, "UNet");

    /// <summary>The autoencoder.</summary>
    /// <exception cref="ModelFileException">There is none.</exception>
    public DiffusionPart Autoencoder => Get(Vaes, "autoencoder (VAE)");

    /// <summary>The text encoder.</summary>
    /// <exception cref="ModelFileException">There is none.</exception>
    public DiffusionPart Text => Get(Texts, "text encoder");

    /// <summary>XL's second text encoder.</summary>
    /// <exception cref="ModelFileException">There is none.</exception>
    public DiffusionPart SecondText => Get(SecondTexts, "second text encoder");

    /// <summary>True for a folder of diffusers with one subfolder a network.</summary>
    public static bool IsFolder(string path) => Subfolders.Any(name => File.Exists(Path.Combine(path, name, "config.json")));

    /// <summary>True for a diffusers folder with a UNet, and for one file of a whole model or of a UNet.</summary>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    public static bool Recognises(string path) => Directory.Exists(path)
        ? File.Exists(Path.Combine(path, Unets, "config.json"))
        : WeightFile.Open(path) is var stored && (UnetFile.Recognises(stored)
            || stored.Keys.Any(key => key.StartsWith("model.diffusion_model.", StringComparison.Ordinal)
                || key.StartsWith("diffusion_model.", StringComparison.Ordinal)));

    /// <summary>The weight files of a model: the file itself, or those of a diffusers folder's networks by their subfolder.</summary>
    public static IReadOnlyList<string> WeightFiles(string path) =>
        TrainedDiffusionFile.Recognises(path) ? TrainedDiffusionFile.WeightFiles(path)
        : !Directory.Exists(path) ? [path]
        : [.. Subfolders.Select(name => Path.Combine(path, name)).Where(Directory.Exists).Select(WeightsIn)];

    /// <summary>Lets go of the weights, once the networks are read.</summary>
    public void Close() => _parts.Clear();

    /// <summary>Finds the networks.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="config">An original YAML or a <c>config.json</c> other than those beside.</param>
    /// <exception cref="ModelFileException">There is no such file, or no network of a diffusion model in it.</exception>
    public static DiffusionFiles Open(string path, string? config = null)
    {
        if (!Directory.Exists(path))
        {
            return OneFile(path, config ?? YamlOf(path));
        }

        if (!IsFolder(path))
        {
            return Lone(WeightsIn(path), config ?? Path.Combine(path, "config.json"));
        }

        var scheduler = Path.Combine(path, "scheduler", "scheduler_config.json");
        var files = new DiffusionFiles(path) { Config = File.Exists(scheduler) ? ModelConfig.Read(scheduler) : ModelConfig.Empty };
        foreach (var name in Subfolders.Where(name => Directory.Exists(Path.Combine(path, name))))
        {
            files._parts[name] = () =>
                Lone(WeightsIn(Path.Combine(path, name)), config ?? Path.Combine(path, name, "config.json")).Only(name);
        }

        return files;
    }

    // a file with one network, its configuration beside it
    private static DiffusionFiles Lone(string weights, string config)
    {
        var stored = ShardedFile.Open(weights);
        var settings = File.Exists(config) ? ModelConfig.Read(config) : ModelConfig.Empty;
        var files = new DiffusionFiles(weights) { Config = settings };
        files.Add(stored, settings);
        return files;
    }

    private static DiffusionFiles OneFile(string path, string? config)
    {
        var stored = WeightFile.Open(path); // first_stage_model is off the autoencoder's keys already
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "config.json");
        var root = new[] { "model.diffusion_model.", "diffusion_model." }.Select(stored.Below).FirstOrDefault(below => below.Count > 0);
        if (root is null)
        {
            return Lone(path, config ?? beside);
        }

        var settings = config is null ? ModelConfig.Empty : ModelConfig.Read(config);
        var files = new DiffusionFiles(path)
        {
            Config = settings, IsVelocity = stored.ContainsKey("v_pred"), IsZeroSnr = stored.ContainsKey("ztsnr"),
        };
        files._parts[Unets] = () => DiffusionPart.Unet(root, settings, path);
        var vae = stored.Where(entry => IsAutoencoder(entry.Key)).ToDictionary();
        if (vae.Count > 0)
        {
            files._parts[Vaes] = () => DiffusionPart.Autoencoder(vae, settings, path);
        }

        files.AddText(Texts, stored, settings, "cond_stage_model.transformer.", "conditioner.embedders.0.transformer.");
        files.AddText(Texts, stored, settings, "cond_stage_model.model.");
        files.AddText(SecondTexts, stored, settings, "conditioner.embedders.1.model.", "conditioner.embedders.0.model.");
        return files;
    }

    private static bool IsAutoencoder(string key) => key.StartsWith("encoder.", StringComparison.Ordinal)
        || key.StartsWith("decoder.", StringComparison.Ordinal) || key.StartsWith("quant_conv.", StringComparison.Ordinal)
        || key.StartsWith("post_quant_conv.", StringComparison.Ordinal);

    // v1-inference.yaml belongs to v1-inference.ckpt and to v1-inference-half.ckpt
    private static string? YamlOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return !Directory.Exists(folder) ? null : Directory.GetFiles(folder, "*.yaml")
            .Where(yaml => name.StartsWith(Path.GetFileNameWithoutExtension(yaml), StringComparison.Ordinal))
            .MaxBy(yaml => yaml.Length);
    }

    private static string WeightsIn(string folder) =>
        WeightNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? ShardedFile.First(folder)
            ?? throw new ModelFileException(
                $"The folder {folder} holds no weights of a diffusion model: none of {string.Join(", ", WeightNames)}.");

    private void AddText(string name, IReadOnlyDictionary<string, StoredTensor> stored, ModelConfig config, params string[] prefixes)
    {
        var prefix = prefixes.FirstOrDefault(prefix => stored.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal)));
        if (prefix is not null)
        {
            _parts[name] = () => DiffusionPart.Text(stored.Below(prefix), config, _path, isPenultimate: name == Texts);
        }
    }

    private void Add(IReadOnlyDictionary<string, StoredTensor> stored, ModelConfig config)
    {
        if (UnetFile.Recognises(stored))
        {
            _parts[Unets] = () => DiffusionPart.Unet(stored, config, _path);
        }
        else if (AutoencoderFile.Recognises(stored))
        {
            _parts[Vaes] = () => DiffusionPart.Autoencoder(stored, config, _path);
        }
        else if (TextEncoderFile.Recognises(stored))
        {
            _parts[Texts] = _parts[SecondTexts] = () => DiffusionPart.Text(stored, config, _path);
        }
        else
        {
            throw new ModelFileException($"{_path} holds no network of Stable Diffusion: no UNet, autoencoder or text encoder.");
        }
    }

    private DiffusionPart Only(string name) => Get(name, name);

    private DiffusionPart Get(string name, string what) => _parts.TryGetValue(name, out var part) ? part()
        : throw new ModelFileException($"{_path} holds no {what}.");
}
