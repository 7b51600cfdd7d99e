namespace Atelier.Cli.Commands.Doctor;

/// <summary>The native libraries of this process.</summary>
internal static class LoadedLibrary
{
    private const string Maps = "/proc/self/maps";

    /// <summary>The file of a loaded library, by the start of its name. Null if it is not loaded, and always on systems other than Linux.
    /// </summary>
    public static string? Find(string name) => !File.Exists(Maps) ? null : File.ReadLines(Maps)
        .Where(line => line.Contains('/', StringComparison.Ordinal))
        .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
        .FirstOrDefault(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal));
}
