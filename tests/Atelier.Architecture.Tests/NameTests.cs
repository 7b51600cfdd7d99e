namespace Atelier.Architecture.Tests;

/// <summary>One name stands for one thing.</summary>
public sealed class NameTests
{
    [Fact]
    public void Types_HaveNamesOfTheirOwn()
    {
        var wrong = from name in Sources.Program.SelectMany(file => file.Types.Select(type => (Type: type, file.Path)))
            .GroupBy(declared => declared.Type)
                    where name.Count() > 1
                    select $"{name.Key}: {string.Join(", ", name.Select(declared => declared.Path))}";

        Rule.Holds(wrong);
    }
}
