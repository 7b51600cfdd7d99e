using System.Text.Json;
using Atelier.Core.Files;

namespace Atelier.Training.Learners;

/// <summary>Writes a model's <c>config.json</c>.</summary>
internal static class ConfigFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string folder, object values) =>
        AtomicFile.Write(Path.Combine(folder, "config.json"), JsonSerializer.SerializeToUtf8Bytes(values, Indented));
}
