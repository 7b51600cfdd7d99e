using System.Text.Json;

namespace Atelier.Hub;

/// <summary>A downloadable file of a model.</summary>
/// <param name="Name">Its name in the model's folder.</param>
/// <param name="From">Its addresses, the official one first, then mirrors; the scheme selects one of the
/// <see cref="Fetchers"/>.</param>
/// <param name="Sha256">Of the whole file, lower-case hexadecimal; null where none is published.</param>
public sealed record CatalogueFile(string Name, IReadOnlyList<Uri> From, string? Sha256 = null);

/// <summary>A published model.</summary>
/// <param name="Name">Its published name, such as <c>ViT-B/32</c>.</param>
/// <param name="Kind">clip, vqgan, …</param>
/// <param name="Megabytes">The approximate size.</param>
/// <param name="Licence">Its licence.</param>
/// <param name="Source">Its publisher and origin.</param>
/// <param name="Files">The files of the model.</param>
public sealed record CatalogueEntry(
    string Name, string Kind, int Megabytes, string Licence, string Source, IReadOnlyList<CatalogueFile> Files)
{
    /// <summary>The name of its folder: <c>ViT-B-32</c>.</summary>
    public string FolderName => Name.Replace('/', '-').Replace('@', '-');
}

/// <summary>The known published models, with their official addresses and checksums.</summary>
public static class Catalogue
{
    private static readonly Lazy<IReadOnlyList<CatalogueEntry>> Read = new(() =>
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream("Atelier.Hub.catalogue.json")!;
        return JsonSerializer.Deserialize<CatalogueEntry[]>(stream, JsonSerializerOptions.Web)!;
    });

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CatalogueEntry> Entries => Read.Value;

    /// <summary>Finds a model by its name or folder name, ignoring case; null if unknown.</summary>
    public static CatalogueEntry? Find(string name) =>
        Entries.FirstOrDefault(entry => name.Equals(entry.Name, StringComparison.OrdinalIgnoreCase)
            || name.Equals(entry.FolderName, StringComparison.OrdinalIgnoreCase));
}
