namespace Atelier.Cli.Commands.Doctor;

/// <summary>The native libraries of this process.</summary>
internal static class LoadedLibrary
{
    private const string Maps = "/proc/self/maps";

    /// <summary>
    /// The file that a library was loaded from, by the beginning of its name.
    /// Null where it is not loaded, or where the system does not tell (all but Linux).
    /// </summary>
    public static string? Find(string name) => !File.Exists(Maps) ? null : File.ReadLines(Maps)
        .Where(line => line.Contains('/', StringComparison.Ordinal))
        .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
        .FirstOrDefault(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal));
}
