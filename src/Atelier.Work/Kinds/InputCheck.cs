using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Atelier.Core;

namespace Atelier.Work.Kinds;

/// <summary>Checks options by their attributes, also within lists and records, and puts the attributes into their schema.</summary>
internal static class InputCheck
{
    /// <summary>Checks all options.</summary>
    /// <exception cref="OptionException">One is out of range.</exception>
    public static void Require(object input, string where = "")
    {
        foreach (var property in input.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
        {
            var name = where + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var value = property.GetValue(input);
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
            {
                if (!rule.IsValid(value))
                {
                    throw new OptionException(Sentence(rule, name, value), name);
                }
            }

            if (IsOurs(property.PropertyType) && value is not null)
            {
                Require(value, name + ".");
            }
            else if (value is IEnumerable list and not string)
            {
                foreach (var (i, item) in list.Cast<object?>().Index())
                {
                    _ = item ?? throw new OptionException($"{name}[{i}] is null: leave it out.", name);
                    if (IsOurs(item.GetType()))
                    {
                        Require(item, $"{name}[{i}].");
                    }
                }
            }
        }
    }

    /// <summary>Adds descriptions and ranges to a property's schema, and what must be there to a record's.</summary>
    public static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node)
        {
            return schema;
        }

        var required = context.TypeInfo.Properties
            .Where(property => property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true)
            .Select(property => property.Name).ToList();
        if (required.Count > 0)
        {
            node["required"] = Texts(required);
        }

        if (context.PropertyInfo?.AttributeProvider is not { } attributes)
        {
            return schema;
        }

        foreach (var attribute in attributes.GetCustomAttributes(inherit: true))
        {
            switch (attribute)
            {
                case DescriptionAttribute described:
                    node.Insert(0, "description", described.Description);
                    break;
                case RangeAttribute range:
                    node["minimum"] = JsonValue.Create(Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture));
                    node["maximum"] = JsonValue.Create(Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
                    break;
                case LengthAttribute length:
                    node["minItems"] = length.MinimumLength;
                    node["maxItems"] = length.MaximumLength;
                    break;
                case AllowedValuesAttribute allowed:
                    node["enum"] = Texts(allowed.Values.Select(value => value!.ToString()!));
                    break;
                case ChoicesAttribute choices:
                    node["enum"] = Texts(choices.Choices);
                    break;
                case UploadAttribute:
                    node["format"] = "upload";
                    break;
                case ModelAttribute model:
                    (node["format"], node["kinds"]) = ("model", Texts(model.Kinds));
                    break;
                default:
                    break;
            }
        }

        return node;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static bool IsOurs(Type type) => type.Assembly == typeof(InputCheck).Assembly && type.IsClass;

    private static string Sentence(ValidationAttribute rule, string name, object? value) => rule switch
    {
        RangeAttribute range => string.Create(
            CultureInfo.InvariantCulture, $"{name} {value} is not between {range.Minimum} and {range.Maximum}."),
        LengthAttribute length => $"{name} must have {length.MinimumLength} to {length.MaximumLength} entries.",
        AllowedValuesAttribute allowed => $"{name} '{value}' is none of {string.Join(", ", allowed.Values)}.",
        ChoicesAttribute choices => choices.Sentence(name, $"{value}"),
        RequiredAttribute => $"{name} is missing.",
        _ => rule.FormatErrorMessage(name),
    };
}
