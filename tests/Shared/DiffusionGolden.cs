using Atelier.Torch;
using Atelier.Torch.WeightFiles;

namespace Atelier.Tests;

/// <summary>Reference inputs and outputs of diffusers and of the CompVis modules, with their tolerances.</summary>
public sealed class DiffusionGolden
{
    /// <summary>Of networks, absolute; of gradients, times their largest.</summary>
    public const double Network = 1e-4;

    public const double Scheduler = 1e-3;

    public const double Pipeline = 2e-3;

    private readonly IReadOnlyDictionary<string, StoredTensor> _io;

    private DiffusionGolden(string path) => _io = SafeTensors.Read(path, out _);

    /// <summary>Opens one; the test is skipped where it is neither committed nor beside the checkout.</summary>
    public static DiffusionGolden Open(string folder, string file) => new(Locate(folder, file));

    /// <summary>A file of a golden; the test is skipped where it is neither committed nor beside the checkout.</summary>
    public static string Locate(string folder, string file)
    {
        var path = Golden.Locate("diffusion/" + folder, file);
        Assert.SkipWhen(path is null, $"diffusion/{folder}/{file} is not committed and not beside the checkout");
        return path!;
    }

    public bool Has(string name) => _io.ContainsKey(name);

    public Tensor this[string name] => _io[name].Read();

    public Tensor In(string name) => this["in." + name];

    /// <summary>Compares shape and values.</summary>
    public void Check(string name, Tensor actual, double tolerance)
    {
        using var scope = NewDisposeScope();
        var expected = this[name].to(ScalarType.Float64);
        Assert.Equal(expected.shape, actual.shape);
        var largest = (actual.detach().to(ScalarType.Float64) - expected).abs().max().ToDouble();
        Assert.True(largest <= tolerance, $"{name}: off by {largest:G3}, allowed {tolerance:G3}");
    }

    /// <summary>Compares a gradient, whose tolerance goes with its size.</summary>
    public void CheckGradient(string name, Tensor actual, double slack = 1) =>
        Check(name, actual, slack * Network * this[name].abs().max().ToDouble());
}
