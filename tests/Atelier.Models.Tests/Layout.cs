using System.Text.Json;
using Atelier.Tests;

namespace Atelier.Models.Tests;

/// <summary>The keys and shapes of a released model, with zeros that take no memory.</summary>
internal static class Layout
{
    public static IReadOnlyDictionary<string, StoredTensor> Read(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Golden.Locate("layouts", name + ".json")!));
        var isTyped = json.RootElement.TryGetProperty("tensors", out var typed);
        return (isTyped ? typed : json.RootElement).EnumerateObject().ToDictionary(entry => entry.Name, entry =>
        {
            var sizes = isTyped ? entry.Value[1] : entry.Value;
            long[] shape = [.. sizes.EnumerateArray().Select(size => size.GetInt64())];
            return new StoredTensor(shape, () => zeros([1]).expand(shape.Length == 0 ? [1] : shape).reshape(shape));
        });
    }
}
