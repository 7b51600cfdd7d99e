using System.Globalization;
using System.Text;

namespace Atelier.Core.Files;

/// <summary>Creates folders with unique names: processes that ask for one name at the same time get
/// different folders.</summary>
public static class NewFolder
{
    private const int MaxBytes = 120; // file systems allow 255

    /// <summary>Creates the folder <c>name</c>, or the first of <c>name-2</c>, <c>name-3</c>, … that does not exist. It appears with
    /// everything that <paramref name="fill"/> writes, or not at all.</summary>
    /// <param name="root">Its parent folder; created if missing.</param>
    /// <param name="name">Its name.</param>
    /// <param name="fill">Writes at least one file into the folder it is given.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="OutputException">The place cannot be written to.</exception>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    public static string Create(string root, string name, Action<string> fill)
    {
        var temporary = Path.Combine(root, $".{name}.{Guid.NewGuid():N}.tmp");
        try
        {
            TemporaryFiles.Create(temporary, () => Directory.CreateDirectory(temporary));
            fill(temporary);
            for (var i = 1; ; i++)
            {
                var path = Path.Combine(root, i == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{i}"));
                if (TryMove(temporary, path))
                {
                    return path;
                }
            }
        }
        catch (Exception e) when (AtomicFile.IsOfFiles(e))
        {
            throw AtomicFile.CannotWrite(root, e);
        }
        finally
        {
            TemporaryFiles.Delete(temporary);
        }
    }

    /// <summary>The name of a folder by the present time, and a slug that may be empty: <c>2026-01-31-120501-red-dragon</c>.</summary>
    public static string Dated(string slug) =>
        DateTime.Now.ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture) + (slug.Length > 0 ? "-" + slug : "");

    /// <summary>A slug of words for a file name: lower case, hyphens between, at most 120 bytes.</summary>
    public static string Slug(IEnumerable<string> words)
    {
        var name = new StringBuilder();
        var bytes = 0;
        foreach (var word in words)
        {
            foreach (var rune in (name.Length > 0 ? "-" + word : word).ToLowerInvariant().EnumerateRunes())
            {
                bytes += rune.Utf8SequenceLength;
                if (bytes > MaxBytes)
                {
                    return name.ToString();
                }

                name.Append(rune);
            }
        }

        return name.ToString();
    }

    // renaming onto a folder that is not empty fails
    private static bool TryMove(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
            return true;
        }
        catch (IOException) when (Path.Exists(to) && Directory.Exists(from))
        {
            return false;
        }
    }
}
