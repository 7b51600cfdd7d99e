using Atelier.Core;
using Atelier.Models.SuperResolution;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models;

/// <summary>The files of a model: a weight file, or a folder with one and its configuration.</summary>
/// <param name="Weights">The weight file.</param>
/// <param name="Config">The configuration beside it; empty where there is none.</param>
public sealed record ModelFiles(string Weights, ModelConfig Config)
{
    private const string OpenClip = "open_clip_"; // open_clip's weights lie beside Hugging Face's, each with a configuration of its own
    private static readonly string[] FolderNames =
        ["model.safetensors", "pytorch_model.bin", "model.pt", "last.ckpt", "model.bin", "open_clip_model.safetensors",
            "open_clip_pytorch_model.bin", "model.onnx", "netG.pth"];

    /// <summary>The folder it lies in.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(Weights))!;

    /// <summary>True for a folder that holds a weight file under one of the usual names.</summary>
    public static bool IsModel(string folder) => FolderNames.Any(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>Finds weights and configuration: of a folder, <c>model.safetensors</c> (or the like) and <c>config.json</c>,
    /// <c>model.yaml</c> or <c>open_clip_config.json</c>; beside a lone file, a YAML of the same name, and where it is safetensors or has
    /// one of the usual names, those too.</summary>
    /// <exception cref="ModelFileException">Nothing is there.</exception>
    public static ModelFiles Find(string path, string? config = null)
    {
        var weights = path;
        if (Directory.Exists(path))
        {
            weights = FolderNames.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
                ?? throw new ModelFileException($"The folder {path} is no model: it holds none of {string.Join(", ", FolderNames)}.");
        }

        var found = config ?? Beside(weights).FirstOrDefault(File.Exists);
        return new(weights, found is null ? ModelConfig.Empty : ModelConfig.Read(found));
    }

    /// <summary>Opens the weight file.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Open() =>
        NcnnFile.Recognises(Weights) ? NcnnFile.Read(Weights) : WeightFile.Open(Weights);

    private static IEnumerable<string> Beside(string weights)
    {
        var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(weights))!, Path.GetFileName(weights));
        var isUsual = Path.GetExtension(name) == ".safetensors" || FolderNames.Contains(name);
        string[] names = name.StartsWith(OpenClip, StringComparison.Ordinal) ? ["open_clip_config.json"]
            : ["config.json", "model.yaml", "open_clip_config.json"];
        return [Path.ChangeExtension(weights, ".yaml"), .. isUsual ? names.Select(each => Path.Combine(folder, each)) : []];
    }
}
