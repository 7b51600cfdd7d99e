using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.WeightFiles;

namespace Atelier.Tests;

/// <summary>Reference inputs and outputs made with the official code: tests/goldens, or
/// ../shared/goldens for what is not committed.</summary>
public sealed class Golden
{
    private readonly IReadOnlyDictionary<string, StoredTensor> _io;
    private readonly JsonElement _outputs;

    private Golden(string folder, string file)
    {
        _io = SafeTensors.Read(Path.Combine(folder, file), out _);
        using var meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "meta.json")));
        _outputs = meta.RootElement.GetProperty("files").GetProperty(file).GetProperty("outputs").Clone();
    }

    public static string Root { get; } = Find();

    public static Golden Open(string name, string file = "io.safetensors") => new(Path.Combine(Root, "tests", "goldens", name), file);

    /// <summary>A file of a golden; null where it is neither committed nor beside the checkout.</summary>
    public static string? Locate(string name, string file) =>
        new[] { Path.Combine(Root, "tests", "goldens", name, file), Path.Combine(Root, "..", "shared", "goldens", name, file) }
            .FirstOrDefault(File.Exists);

    /// <summary>A file beside the checkout that is not ours to commit.</summary>
    public static string? Outside(params string[] path)
    {
        var file = Path.Combine([Root, "..", "shared", .. path]);
        return File.Exists(file) ? file : null;
    }

    public Tensor In(string name) => _io["in." + name].Read();

    public Tensor Out(string name) => _io["out." + name].Read();

    public bool Has(string name) => _io.ContainsKey("out." + name);

    public double Tolerance(string name) => _outputs.GetProperty(name).GetProperty("atol").GetDouble();

    /// <summary>Compares at the tolerance of meta.json; whole numbers exactly.</summary>
    public void Check(string name, Tensor actual, double? tolerance = null)
    {
        using var scope = NewDisposeScope();
        var expected = Out(name);
        Assert.True(expected.numel() == actual.numel(), $"{name}: {actual} instead of {expected}");
        if (expected.dtype == ScalarType.Int64)
        {
            Assert.Equal(expected.ToArray<long>(), actual.ToArray<long>());
            return;
        }

        var difference = (actual.detach().to(ScalarType.Float32).reshape(expected.shape) - expected).abs();
        var largest = difference.max().ToDouble();
        var limit = tolerance ?? Tolerance(name);
        Assert.True(largest <= limit, $"{name}: off by {largest:G3}, allowed {limit:G3}");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "tests", "goldens")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("tests/goldens is not above " + AppContext.BaseDirectory);
    }
}
