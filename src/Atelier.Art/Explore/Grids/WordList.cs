using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Art.Explore.Grids;

/// <summary>Lists of words in text files, one on each line; empty lines and lines that begin with # are left out.</summary>
public static class WordList
{
    private const string Folder = "styles";

    /// <summary>The names of the lists that come with the program.</summary>
    public static IReadOnlyList<string> Shipped() => Files() is { } folder
        ? [.. Directory.GetFiles(folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Reads a list.</summary>
    /// <param name="name">A file, or the name of a shipped list.</param>
    /// <exception cref="OptionException">There is no such list, or it is empty.</exception>
    public static IReadOnlyList<string> Read(string name)
    {
        var shipped = Files() is { } folder ? Path.Combine(folder, name + ".txt") : "";
        var path = name.IndexOfAny(['/', '\\']) < 0 && File.Exists(shipped) ? shipped : name;
        if (!File.Exists(path))
        {
            throw new OptionException(
                $"There is no list of words '{name}': a text file, or one of {string.Join(", ", Shipped())} is needed.");
        }

        string[] words =
        [
            .. InputFile.ReadText(path, "a list of words", (message, _) => new OptionException(message)).Split('\n')
                .Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'),
        ];
        return words.Length > 0 ? words : throw new OptionException($"The list of words '{name}' is empty.");
    }

    private static string? Files() => ShippedFolders.Named(Folder).FirstOrDefault(Directory.Exists);
}
