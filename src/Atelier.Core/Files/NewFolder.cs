using System.Globalization;
using System.Text;

namespace Atelier.Core.Files;

/// <summary>Folders that are this process's own: of several that ask for one name at the same
/// time, each gets a folder of its own.</summary>
public static class NewFolder
{
    private const int MostBytes = 120; // of a name made of words; file systems take 255

    /// <summary>Makes the folder <c>name</c>, or the first of <c>name-2</c>, <c>name-3</c>, … that is free. It appears with all that
    /// <paramref name="fill"/> writes into it, or not at all.</summary>
    /// <param name="root">Where it goes; made if it is missing.</param>
    /// <param name="name">Its name.</param>
    /// <param name="fill">Writes at least one file into the folder it is given.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="UserException">The place cannot be written to.</exception>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    public static string Create(string root, string name, Action<string> fill)
    {
        var temporary = Path.Combine(root, $".{name}.{Guid.NewGuid():N}.tmp");
        try
        {
            UnfinishedFiles.Add(temporary);
            Directory.CreateDirectory(temporary);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.CannotWrite(root, e);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }

            UnfinishedFiles.Remove(temporary);
        }
    }

    /// <summary>Words as a part of a name: letters and digits of all scripts in lower case, hyphens between, at most 120 bytes.</summary>
    public static string NameOf(IEnumerable<string> words)
    {
        var name = new StringBuilder();
        var bytes = 0;
        foreach (var word in words)
        {
            foreach (var rune in (name.Length > 0 ? "-" + word : word).ToLowerInvariant().EnumerateRunes())
            {
                bytes += rune.Utf8SequenceLength;
                if (bytes > MostBytes)
                {
                    return name.ToString();
                }

                name.Append(rune);
            }
        }

        return name.ToString();
    }

    // a rename onto a folder that holds something fails: it is another's
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
