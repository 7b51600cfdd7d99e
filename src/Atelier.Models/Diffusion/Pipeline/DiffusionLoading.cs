namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>What to load beside a model.</summary>
public sealed record DiffusionLoading
{
    /// <summary>LoRA files and how strongly each is merged.</summary>
    public IReadOnlyList<(string Path, double Weight)> Loras { get; init; } = [];

    /// <summary>An autoencoder apart, a file or a folder, in place of the model's.</summary>
    public string? Autoencoder { get; init; }

    /// <summary>The vocabulary, <c>bpe_simple_vocab_16e6.txt.gz</c> or <c>merges.txt</c>, where none lies with the model.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>bf16 instead of fp32.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>The device; the CPU by default.</summary>
    public Device? Device { get; init; }
}
