using System.Globalization;
using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Diffusion;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Runs;
using Atelier.Hub;

namespace Atelier.Art.Explore.Films;

/// <summary>All that the frames of a film depend on, as text. An interrupted film goes on only if nothing of it has changed.</summary>
internal static class FilmRecord
{
    /// <summary>A record.</summary>
    /// <param name="kind">What kind of film it is.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="order">The file; its place does not count.</param>
    /// <param name="imagine">Options of its pictures.</param>
    /// <param name="files">The files that it reads.</param>
    public static string Create(string kind, object options, FilmOrder order, ImagineOptions imagine, IEnumerable<string> files) =>
        JsonSerializer.Serialize(
            new
            {
                kind,
                options,
                order = order with { Output = "" },
                imagine = imagine.ToJson(),
                weights = WeightsRecord.Create(Weights(imagine)),
                files = files.Distinct().ToDictionary(Path.GetFullPath, Version),
            }, JsonSerializerOptions.Web);

    // those of the model, and of the CLIPs that guide it
    private static IEnumerable<(string Name, string File)> Weights(ImagineOptions imagine) =>
        DiffusionModel.Find(imagine)?.WeightFiles(imagine) ?? GeneratorRegistry.Find(imagine).WeightFiles(imagine)
            .Concat(imagine.Clip.Select(name => (name, ModelHub.Find(name).Weights)));

    // a folder's own time changes with the files in it
    private static string Version(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path).LastWriteTimeUtc.ToString("O", CultureInfo.InvariantCulture)
        : new FileInfo(path) is var file ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc:O}") : "";
}
