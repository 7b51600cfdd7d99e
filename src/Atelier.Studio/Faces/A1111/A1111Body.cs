using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Atelier.Studio.Faces.A1111;

/// <summary>The fields of a request. Clients send some fifty, most of them for other models: those that nobody asked for here are
/// <see cref="Ignored"/>.</summary>
internal sealed class A1111Body
{
    private readonly Dictionary<string, JsonElement> _fields;
    private readonly HashSet<string> _used = [];

    private A1111Body(Dictionary<string, JsonElement> fields) => _fields = fields;

    /// <summary>All fields, without pictures.</summary>
    public IReadOnlyDictionary<string, JsonElement?> Echo => _fields.ToDictionary(
        pair => pair.Key, pair => pair.Key is "init_images" or "mask" or "image" or "imageList" ? null : (JsonElement?)pair.Value);

    /// <summary>The names of fields that had a value and no effect.</summary>
    public IEnumerable<string> Ignored =>
        _fields.Where(pair => !_used.Contains(pair.Key) && HasValue(pair.Value)).Select(pair => pair.Key);

    /// <summary>Reads a request.</summary>
    /// <exception cref="StudioException">It is no JSON object.</exception>
    public static async Task<A1111Body> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancel);
            return Read(body.RootElement) ?? throw new StudioException(422, "invalid", "The body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw new StudioException(422, "invalid", "The body is no JSON.");
        }
    }

    /// <summary>The fields of an object within.</summary>
    public A1111Body? Object(string name) => Find(name) is { } value ? Read(value) ?? throw Wrong(name, "an object") : null;

    /// <summary>A text; null where it is missing.</summary>
    public string? Text(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "a text");

    /// <summary>A number; null where it is missing.</summary>
    public double? Number(string name, double smallest, double largest) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number >= smallest && number <= largest ? number
        : throw Wrong(name, $"a number from {smallest} to {largest}");

    /// <summary>A whole number; null where it is missing.</summary>
    public int? Integer(string name, int smallest, int largest) => (int?)Number(name, smallest, largest);

    /// <summary>Whether a switch is on.</summary>
    public bool Flag(string name, bool otherwise = false) => Find(name) is not { } value ? otherwise
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "true or false");

    /// <summary>The entries of a list; none where it is missing.</summary>
    public IReadOnlyList<JsonElement> List(string name) => Find(name) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw Wrong(name, "a list");

    /// <summary>A picture in base64; null where it is missing.</summary>
    public byte[]? Picture(string name) => Text(name) is { Length: > 0 } text ? Decode(name, text) : null;

    /// <summary>The first picture of a list; null where there is none.</summary>
    public byte[]? FirstPicture(string name) => List(name) is not [var first, ..] ? null
        : first.ValueKind == JsonValueKind.String ? Decode(name, first.GetString()!) : throw Wrong(name, "a list of pictures in base64");

    /// <summary>The error for a value that does not fit.</summary>
    public static StudioException Wrong(string name, string wanted) => new(422, "invalid", $"{name} must be {wanted}.") { Field = name };

    private static byte[] Decode(string name, string text) =>
        Base64Picture.TryDecode(text, out var bytes) ? bytes : throw Wrong(name, "a picture in base64");

    private static A1111Body? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var fields = new Dictionary<string, JsonElement>();
        foreach (var field in value.EnumerateObject())
        {
            fields[field.Name] = field.Value.Clone();
        }

        return new(fields);
    }

    private JsonElement? Find(string name)
    {
        _used.Add(name);
        return _fields.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private static bool HasValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => true,
    };
}
