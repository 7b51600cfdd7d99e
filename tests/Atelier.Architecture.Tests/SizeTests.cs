namespace Atelier.Architecture.Tests;

/// <summary>Rooms stay small enough to be read.</summary>
public sealed class SizeTests
{
    private const int FullestFolder = 15;

    [Fact]
    public void Folders_HoldFewFiles()
    {
        var wrong = from folder in Sources.Program.GroupBy(file => file.Folder)
                    where folder.Count() > FullestFolder
                    select $"{folder.Key} holds {folder.Count()} files";

        Rule.Holds(wrong);
    }
}
