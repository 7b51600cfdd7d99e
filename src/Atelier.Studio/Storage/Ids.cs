namespace Atelier.Studio.Storage;

/// <summary>Identifiers that sort by their time.</summary>
internal static class Ids
{
    /// <summary>A new identifier: a UUID of version 7, 32 hexadecimal digits.</summary>
    public static string New() => Guid.CreateVersion7().ToString("N");
}
