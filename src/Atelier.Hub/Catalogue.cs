using System.Text.Json;

namespace Atelier.Hub;

/// <summary>A file of a model that can be fetched.</summary>
/// <param name="Name">What it is called in the model's folder.</param>
/// <param name="From">Where it is, the official place first, then mirrors; the scheme of an address chooses how
/// it is fetched (<see cref="Fetchers"/>).</param>
/// <param name="Sha256">Of the whole file, lower-case hexadecimal; null where its makers publish none.</param>
public sealed record CatalogueFile(string Name, IReadOnlyList<Uri> From, string? Sha256 = null);

/// <summary>A model that others have published.</summary>
/// <param name="Name">As its makers call it, such as <c>ViT-B/32</c>.</param>
/// <param name="Kind">clip, vqgan, …</param>
/// <param name="Megabytes">About how much there is to fetch.</param>
/// <param name="Licence">Under which it is published.</param>
/// <param name="Source">Who published it, and where.</param>
/// <param name="Files">All of them together are the model.</param>
public sealed record CatalogueEntry(
    string Name, string Kind, int Megabytes, string Licence, string Source, IReadOnlyList<CatalogueFile> Files)
{
    /// <summary>The name of its folder: <c>ViT-B-32</c>.</summary>
    public string FolderName => Name.Replace('/', '-').Replace('@', '-');
}

/// <summary>The published models Atelier knows, with their official places and checksums.</summary>
public static class Catalogue
{
    private static readonly Lazy<IReadOnlyList<CatalogueEntry>> Read = new(() =>
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream("Atelier.Hub.catalogue.json")!;
        return JsonSerializer.Deserialize<CatalogueEntry[]>(stream, JsonSerializerOptions.Web)!;
    });

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CatalogueEntry> Entries => Read.Value;

    /// <summary>The entry of a name (or of its folder's name), in whatever case; null where there is none.</summary>
    public static CatalogueEntry? Find(string name) =>
        Entries.FirstOrDefault(entry => name.Equals(entry.Name, StringComparison.OrdinalIgnoreCase)
            || name.Equals(entry.FolderName, StringComparison.OrdinalIgnoreCase));
}
