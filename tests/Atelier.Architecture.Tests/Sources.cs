using System.Text.RegularExpressions;

namespace Atelier.Architecture.Tests;

/// <summary>A source file of the repository.</summary>
/// <param name="Path">From the root, with forward slashes: <c>src/Atelier.Core/AtomicFile.cs</c>.</param>
/// <param name="Lines">Its lines.</param>
internal sealed partial record SourceFile(string Path, string[] Lines)
{
    /// <summary>The project it belongs to: <c>Atelier.Core</c>.</summary>
    public string Project => Path.Split('/')[1];

    /// <summary>The folder it lies in: <c>src/Atelier.Core</c>.</summary>
    public string Folder => Path[..Path.LastIndexOf('/')];

    /// <summary>The namespace it declares, or null: a program's top-level statements have none.</summary>
    public string? Namespace => Lines.Select(line => NamespaceLine().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    /// <summary>The types it declares outside other types, by simple name. Generic ones count
    /// with their companion of the same name.</summary>
    public IReadOnlyList<string> Types =>
        [.. Lines.Select(line => TypeLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct()];

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^(?:[a-z]+ )*(?:class|record struct|record|struct|interface|enum) (\w+)")]
    private static partial Regex TypeLine();
}

/// <summary>The sources of the repository as they lie on disk.</summary>
internal static class Sources
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What the program is made of.</summary>
    public static IReadOnlyList<SourceFile> Program { get; } = Below("src");

    /// <summary>What tests it.</summary>
    public static IReadOnlyList<SourceFile> Tests { get; } = Below("tests");

    /// <summary>What shows how it is used.</summary>
    public static IReadOnlyList<SourceFile> Samples { get; } = Below("samples");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SourceFile> All { get; } = [.. Program, .. Tests, .. Samples];

    /// <summary>What is written for readers: documents, model cards, recipes and the page; the changelog tells of old names.</summary>
    public static IReadOnlyList<SourceFile> Texts { get; } =
    [
        .. Below("docs", "*.md"), .. Below("models", "*.md"), .. Below("samples", "*.md"), .. Below("recipes", "*.yaml"),
        .. Below("src", "*.md"), .. Below("src", "*.js"), Read(Path.Combine(Root, "README.md")),
        Read(Path.Combine(Root, "CONTRIBUTING.md")),
    ];

    private static SourceFile Read(string path) => new(Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllLines(path));

    private static SourceFile[] Below(string folder, string pattern = "*.cs") =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(Read)
            .Where(file => !file.Path.Split('/').Any(part => part is "bin" or "obj"))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Atelier.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Atelier.slnx.");
    }
}
