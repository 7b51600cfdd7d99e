namespace Atelier.Architecture.Tests;

/// <summary>Files and folders stay small enough to be read.</summary>
public sealed class SizeTests
{
    private const int LongestFile = 300;
    private const int LongestLine = 140;
    private const int FullestFolder = 15;

    [Fact]
    public void Files_AreShort()
    {
        var wrong = from file in Sources.All
                    where file.Lines.Length > LongestFile
                    select $"{file.Path} has {file.Lines.Length} lines";

        Rule.Holds(wrong);
    }

    [Fact]
    public void Lines_AreShort()
    {
        var wrong = from file in Sources.All
                    from line in file.Lines.Index()
                    where line.Item.Length > LongestLine
                    select $"{file.Path}:{line.Index + 1} has {line.Item.Length} characters";

        Rule.Holds(wrong);
    }

    [Fact]
    public void Folders_HoldFewFiles()
    {
        var wrong = from folder in Sources.All.GroupBy(file => file.Folder)
                    where folder.Count() > FullestFolder
                    select $"{folder.Key} holds {folder.Count()} files";

        Rule.Holds(wrong);
    }
}
