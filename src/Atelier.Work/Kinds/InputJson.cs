using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Atelier.Core;

namespace Atelier.Work.Kinds;

/// <summary>Reads the options of jobs strictly, and describes them.</summary>
public static partial class InputJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads and checks options.</summary>
    /// <param name="input">The JSON.</param>
    /// <param name="kind">The kind of job, for messages.</param>
    /// <exception cref="OptionException">An option is unknown, of a wrong type, or out of range.</exception>
    public static T Read<T>(JsonElement input, string kind)
        where T : class
    {
        T? read;
        try
        {
            read = input.Deserialize<T>(s_options);
        }
        catch (JsonException e)
        {
            throw Error<T>(e, kind);
        }

        if (read is null)
        {
            throw new OptionException($"A job of kind {kind} needs an object of options.", "input");
        }

        InputCheck.Require(read);
        return read;
    }

    /// <summary>Options as JSON, without nulls.</summary>
    public static string Write<T>(T input) => JsonSerializer.Serialize(input, s_options);

    /// <summary>Options as an element, without nulls.</summary>
    public static JsonElement ToElement<T>(T input) => JsonSerializer.SerializeToElement(input, s_options);

    /// <summary>The JSON schema of a record of options: types, defaults, ranges, choices and descriptions.</summary>
    public static JsonNode Schema(Type input)
    {
        var defaults = JsonSerializer.SerializeToNode(Activator.CreateInstance(input), input, s_options)!.AsObject();
        var schema = s_options.GetJsonSchemaAsNode(
            input, new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = InputCheck.Describe });
        foreach (var (name, node) in schema["properties"]!.AsObject())
        {
            if (defaults[name] is { } value && node is JsonObject described)
            {
                described["default"] = value.DeepClone();
            }
        }

        return Inlined(schema, schema.DeepClone());
    }

    // a type that comes twice is written out twice, so that forms need not look elsewhere; the types of options hold no cycles
    private static JsonNode Inlined(JsonNode node, JsonNode root)
    {
        if (node is JsonArray list)
        {
            return new JsonArray([.. list.Select(one => one is null ? null : Inlined(one, root))]);
        }

        if (node is not JsonObject described)
        {
            return node.DeepClone();
        }

        var inlined = described["$ref"] is { } reference ? Inlined(Target(root, reference.GetValue<string>()), root).AsObject() : [];
        foreach (var (name, value) in described.Where(pair => pair.Key != "$ref"))
        {
            inlined[name] = value is null ? null : Inlined(value, root);
        }

        return inlined;
    }

    // #/properties/x/items
    private static JsonNode Target(JsonNode root, string pointer) =>
        pointer.Split('/').Skip(1).Aggregate(root, (node, name) =>
            node is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)]! : node[name]!);

    private static OptionException Error<T>(JsonException error, string kind)
    {
        if (error.Message.Contains("could not be mapped", StringComparison.Ordinal)
            && Quoted().Match(error.Message) is { Success: true } name)
        {
            var unknown = name.Groups[1].Value;
            var names = s_options.GetTypeInfo(typeof(T)).Properties.Select(property => property.Name);
            var near = EditDistance.Nearest(unknown, names, within: Math.Max(2, unknown.Length / 2));
            return new(
                $"A job of kind {kind} has no option '{unknown}'" + (near.Count > 0 ? $"; did you mean {string.Join(" or ", near)}?" : "."),
                unknown);
        }

        var path = error.Path is { Length: > 2 } at ? at[2..] : "input";
        return new($"The value of {path} is missing or of a wrong type.", path);
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
