using Atelier.Tests;

namespace Atelier.Studio.Tests.Server;

/// <summary>Toy models that studios and workers of these tests find by name, beside the shipped ones: the same for all tests, until the
/// process ends.</summary>
public sealed class ModelsFixture
{
    private static readonly Lazy<ToyModels> s_toys = new(() =>
    {
        var toys = new ToyModels();
        Environment.SetEnvironmentVariable("ATELIER_MODELS", toys.Folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => toys.Dispose();
        return toys;
    });

    public ModelsFixture() => _ = s_toys.Value;
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
