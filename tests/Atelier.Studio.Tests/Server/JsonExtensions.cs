using System.Text.Json;

namespace Atelier.Studio.Tests.Server;

/// <summary>Short ways into JSON.</summary>
internal static class JsonExtensions
{
    /// <summary>A property that is a text.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>A property that is a whole number.</summary>
    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
