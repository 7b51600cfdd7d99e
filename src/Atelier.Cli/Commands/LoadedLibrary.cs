namespace Atelier.Cli.Commands;

/// <summary>The native libraries of this process.</summary>
internal static class LoadedLibrary
{
    /// <summary>The file that a library was loaded from, by the beginning of its name; null where it is not loaded, or the system does not tell (all but Linux).</summary>
    public static string? Find(string name) => !File.Exists("/proc/self/maps") ? null : File.ReadLines("/proc/self/maps")
        .Where(line => line.Contains('/', StringComparison.Ordinal))
        .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
        .FirstOrDefault(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal));
}
