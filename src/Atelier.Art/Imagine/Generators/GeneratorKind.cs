using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Models;

namespace Atelier.Art.Imagine.Generators;

/// <summary>What a generator is made of.</summary>
/// <param name="Options">The run's options.</param>
/// <param name="Stored">The network's files; null for a kind without a network.</param>
public sealed record GeneratorRequest(ImagineOptions Options, ModelFiles? Stored)
{
    /// <summary>The network's files.</summary>
    /// <exception cref="InvalidOperationException">The kind has no network.</exception>
    public ModelFiles Files => Stored ?? throw new InvalidOperationException("This kind of generator has no network.");

    /// <summary>The device to compute on.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>bf16 instead of fp32, where the generator can.</summary>
    public bool Fast { get; init; }
}

/// <summary>A kind of generator: how <c>--model</c> recognises it, and how it is made.</summary>
public sealed record GeneratorKind
{
    /// <summary>Its name; for a kind without a network, that of the model too.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the keys of a weight file are a network's of this kind; null for a kind without a network.</summary>
    public Func<IReadOnlyDictionary<string, StoredTensor>, bool>? Recognises { get; init; }

    /// <summary>What is known of it before it is loaded; of files only the headers are read. Width and height may be null.</summary>
    public required Func<GeneratorRequest, GeneratorTraits> Describe { get; init; }

    /// <summary>Makes it; the options are complete.</summary>
    public required Func<GeneratorRequest, IGenerator> Create { get; init; }
}

/// <summary>The generator of a run: its kind, its files if it has any, and what is known of it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Files">The network's files; null for a kind without a network.</param>
/// <param name="Traits">What is known of it.</param>
public sealed record GeneratorModel(GeneratorKind Kind, ModelFiles? Files, GeneratorTraits Traits)
{
    /// <summary>The options with the model's defaults; their size may be one that it cannot make.</summary>
    /// <exception cref="OptionException">An option has no meaning here.</exception>
    internal ImagineOptions Fill(ImagineOptions given)
    {
        GeneratorOptionNames.Require(given, this);
        return ModelDefaults.Fill(given, Files?.Config ?? ModelConfig.Empty, Traits.Defaults);
    }

    /// <summary>The weight file by the name under which a record holds its hash; none for a kind without a network.</summary>
    internal IEnumerable<(string Name, string File)> WeightFiles(ImagineOptions options) =>
        Files is { } own ? [(options.Model, own.Weights)] : [];

    /// <summary>Makes it.</summary>
    /// <param name="options">The run's options, complete.</param>
    /// <param name="fast">bf16 instead of fp32, where the generator can.</param>
    /// <param name="device">Where to.</param>
    /// <exception cref="AtelierException">The network cannot be loaded.</exception>
    public IGenerator Load(ImagineOptions options, bool fast, Device device) =>
        Kind.Create(new(options, Files) { Device = device, Fast = fast });
}
