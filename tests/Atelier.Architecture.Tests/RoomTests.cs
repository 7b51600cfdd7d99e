using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Atelier.Architecture.Tests;

/// <summary>The rooms of docs/architecture.md: each may use those before it in the list.</summary>
public sealed partial class RoomTests
{
    private static readonly string[] Rooms =
    [
        "Core", "Torch", "Distributed", "Imaging", "Models", "Hub", "Glyphs", "Art", "Training", "Work", "Studio", "Cli",
    ];

    [Fact]
    public void EveryProject_IsARoom() =>
        Assert.Equal(
            Rooms.Order(),
            Directory.GetDirectories(Path.Combine(Sources.Root, "src")).Select(folder => RoomOf(Path.GetFileName(folder))).Order());

    [Fact]
    public void ProjectReferences_GoDown()
    {
        var wrong = from room in Rooms
                    from reference in XDocument.Load(ProjectFile(room)).Descendants("ProjectReference")
                    let used = RoomOf(Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
                    where !IsBelow(used, room)
                    select $"{room} refers to {used}";

        Rule.Holds(wrong);
    }

    [Fact]
    public void UsedNamespaces_GoDown()
    {
        var wrong = from file in Sources.Program
                    from line in file.Lines
                    where !line.StartsWith("namespace ", StringComparison.Ordinal)
                    from Match name in RoomName().Matches(line)
                    let used = name.Groups[1].Value
                    where Rooms.Contains(used) && used != RoomOf(file.Project) && !IsBelow(used, RoomOf(file.Project))
                    select $"{file.Path}: {line.Trim()}";

        Rule.Holds(wrong);
    }

    [Fact]
    public void Namespaces_AreFolders()
    {
        var wrong = from file in Sources.Program
                    where file.Namespace is not null && file.Namespace != file.Folder["src/".Length..].Replace('/', '.')
                    select $"{file.Path}: {file.Namespace}";

        Rule.Holds(wrong);
        Assert.Equal(["src/Atelier.Cli/Program.cs"], Sources.Program.Where(file => file.Namespace is null).Select(file => file.Path));
    }

    private static bool IsBelow(string used, string room) =>
        Array.IndexOf(Rooms, used) is >= 0 and var place && place < Array.IndexOf(Rooms, room);

    private static string RoomOf(string project) => project["Atelier.".Length..];

    private static string ProjectFile(string room) => Path.Combine(Sources.Root, "src", $"Atelier.{room}", $"Atelier.{room}.csproj");

    [GeneratedRegex(@"\bAtelier\.(\w+)")]
    private static partial Regex RoomName();
}
