using Atelier.Core;
using Atelier.Models.SuperResolution;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models;

/// <summary>A model as people keep it: a weight file, or a folder with one and its configuration.</summary>
/// <param name="Weights">The weight file.</param>
/// <param name="Config">What stands beside it.</param>
public sealed record ModelFiles(string Weights, ModelConfig Config)
{
    private static readonly string[] FolderNames = ["model.safetensors", "pytorch_model.bin", "model.pt", "last.ckpt", "model.bin"];
    private static readonly string[] ConfigNames = ["config.json", "model.yaml"];

    /// <summary>The folder it lies in.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(Weights))!;

    /// <summary>True for a folder that holds a weight file under one of the usual names.</summary>
    public static bool IsModel(string folder) => FolderNames.Any(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>Finds weights and configuration: of a folder, <c>model.safetensors</c> (or the like) and <c>config.json</c> or
    /// <c>model.yaml</c>; beside a lone safetensors file, its <c>config.json</c>; beside any file, a YAML of the same name.</summary>
    /// <exception cref="UserException">Nothing is there.</exception>
    public static ModelFiles Find(string path, string? config = null)
    {
        if (Directory.Exists(path))
        {
            var weights = FolderNames.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
                ?? throw new UserException($"The folder {path} is no model: it holds none of {string.Join(", ", FolderNames)}.");
            return new(weights, Beside(config, ConfigNames.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists) ?? ""));
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new(
            path,
            Beside(config, path.EndsWith(".safetensors", StringComparison.Ordinal)
                ? Path.Combine(folder, "config.json")
                : Path.ChangeExtension(path, ".yaml")));
    }

    /// <summary>Opens the weight file.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Open() =>
        NcnnFile.Recognises(Weights) ? NcnnFile.Read(Weights) : WeightFile.Open(Weights);

    private static ModelConfig Beside(string? config, string usual) =>
        config is not null ? ModelConfig.Read(config) : File.Exists(usual) ? ModelConfig.Read(usual) : ModelConfig.Empty;
}
