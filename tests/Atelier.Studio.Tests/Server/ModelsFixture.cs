using Atelier.Tests;

namespace Atelier.Studio.Tests.Server;

/// <summary>Toy models that studios and workers of these tests find by name, beside the shipped ones.</summary>
public sealed class ModelsFixture : IDisposable
{
    private readonly ToyModels _toys = new();

    public ModelsFixture() => Environment.SetEnvironmentVariable("ATELIER_MODELS", _toys.Folder);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ATELIER_MODELS", null);
        _toys.Dispose();
    }
}

/// <summary>The tests that share the models, and run one after the other.</summary>
[CollectionDefinition("studio")]
public sealed class StudioTests : ICollectionFixture<ModelsFixture>;

/// <summary>Jobs for the toy models.</summary>
internal static class Toy
{
    /// <summary>A picture of 32 × 32 pixels.</summary>
    public static object Imagine(int iterations = 4, int? seed = 3) =>
        new
        {
            prompts = new[] { new { text = "red apple" } },
            model = "vqgan-toy",
            clip = new[] { "clip-toy" },
            iterations,
            seed,
            start = "codes",
        };
}
