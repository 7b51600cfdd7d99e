namespace Atelier.Architecture.Tests;

/// <summary>One name stands for one thing.</summary>
public sealed class NameTests
{
    [Fact]
    public void Types_HaveNamesOfTheirOwn()
    {
        var wrong = from name in Sources.Program.SelectMany(file => file.Types.Select(type => (Type: type, file.Path)))
            .GroupBy(declared => declared.Type)
                    where name.Select(declared => WithoutPart(declared.Path, name.Key)).Distinct().Count() > 1
                    select $"{name.Key}: {string.Join(", ", name.Select(declared => declared.Path))}";

        Rule.Holds(wrong);
    }

    // a part of a type has a file of its own beside it: Canvas.Brushes.cs of Canvas.cs
    private static string WithoutPart(string path, string type) =>
        Path.GetFileName(path).StartsWith(type + ".", StringComparison.Ordinal)
            ? Path.Combine(Path.GetDirectoryName(path)!, type + ".cs")
            : path;
}
