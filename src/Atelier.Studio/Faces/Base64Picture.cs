using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Atelier.Studio.Faces;

/// <summary>Pictures within JSON.</summary>
internal static class Base64Picture
{
    /// <summary>Decodes base64, with or without the beginning of a <c>data:</c> address.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var start = text.StartsWith("data:", StringComparison.Ordinal) ? text.IndexOf(',', StringComparison.Ordinal) + 1 : 0;
        bytes = Base64.IsValid(text.AsSpan(start), out var length) && length > 0 ? Convert.FromBase64String(text[start..]) : null;
        return bytes is not null;
    }
}
