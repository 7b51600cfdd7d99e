using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Atelier.Work.Kinds;

/// <summary>Names of uploaded pictures: <c>sha256:…</c>. A path or an address is never one.</summary>
public static partial class PictureId
{
    /// <summary>What precedes the digits.</summary>
    public const string Prefix = "sha256:";

    /// <summary>Whether a text is such a name.</summary>
    public static bool IsOne(string text) => Form().IsMatch(text);

    /// <summary>The digits of a name.</summary>
    public static string Sha256(string id) => id[Prefix.Length..];

    /// <summary>The name of a blob.</summary>
    public static string FromSha256(string sha256) => Prefix + sha256;

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex Form();
}

/// <summary>The option is the name of an uploaded picture.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UploadAttribute()
    : ValidationAttribute("{0} must be the id of an upload, such as sha256:9f…, not a path or an address.")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is string text && PictureId.IsOne(text));
}
