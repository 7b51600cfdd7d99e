using System.Text.Json;
using Atelier.Tests;

namespace Atelier.Models.Tests;

/// <summary>The keys and shapes of a released model, with zeros that take no memory.</summary>
internal static class Layout
{
    public static IReadOnlyDictionary<string, StoredTensor> Read(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Golden.Locate("layouts", name + ".json")!));
        return json.RootElement.GetProperty("tensors").EnumerateObject().ToDictionary(entry => entry.Name, entry =>
        {
            long[] shape = [.. entry.Value[1].EnumerateArray().Select(size => size.GetInt64())];
            return new StoredTensor(shape, () => zeros([1]).expand(shape.Length == 0 ? [1] : shape).reshape(shape));
        });
    }
}
