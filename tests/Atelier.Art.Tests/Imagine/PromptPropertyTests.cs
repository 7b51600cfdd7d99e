using System.Globalization;
using Atelier.Art.Imagine.Prompts;
using CsCheck;

namespace Atelier.Art.Tests.Imagine;

/// <summary>Whatever prompts are written by the rules of the grammar are read again.</summary>
public sealed class PromptPropertyTests
{
    // letters that mean something to the grammar come often
    private static readonly Gen<string> Subjects = Gen.Frequency(
            (3, Gen.Char.AlphaNumeric), (2, Gen.OneOf(':', '|', '"', '\\', ' ', '.', '-', '5', 'e')), (1, Gen.Char[' ', '\uD7FF']))
        .Array[1, 20].Select(letters => new string(letters).Trim()).Where(subject => subject.Length > 0);

    private static readonly Gen<double> Numbers = Gen.OneOf(
        Gen.Double[-1e6, 1e6], Gen.Double[-1e-6, 1e-6],
        Gen.Int[-9, 9].Select(i => (double)i));

    private static readonly Gen<Prompt> Prompts = Gen.Select(Subjects, Numbers, Gen.OneOf(Numbers, Gen.Const(double.NegativeInfinity)))
        .Select((subject, weight, stop) => new Prompt(subject, weight, stop));

    [Fact]
    public void Prompts_AreReadAsTheyWereWritten() =>
        Prompts.Array[1, 4].Sample(prompts => Assert.Equal(prompts, Prompt.Parse(string.Join('|', prompts.Select(Write)))));

    [Fact]
    public void QuotedSubjects_AreReadAsTheyWereWritten() => Subjects.Where(subject => !subject.Contains('"') && !subject.Contains('\\'))
        .Sample(subject => Assert.Equal([new(subject, 2)], Prompt.Parse($"\"{subject}\":2")));

    [Fact]
    public void Subjects_WithoutNumbersOrMarks_NeedNoCare() => Gen.String[Gen.Char.AlphaNumeric, 1, 20]
        .Sample(subject => Assert.Equal([new(subject)], Prompt.Parse(subject)));

    // a space before a number keeps it from a digit or a backslash of the words
    private static string Write(Prompt prompt) =>
        string.Create(CultureInfo.InvariantCulture, $"{Escaped(prompt.Subject)} :{prompt.Weight:R}:{Stop(prompt.Stop)}");

    private static string Escaped(string subject) =>
        string.Concat(subject.Select(letter => letter is ':' or '|' or '"' ? $"\\{letter}" : letter.ToString()));

    private static string Stop(double stop) => double.IsNegativeInfinity(stop) ? "-inf" : stop.ToString("R", CultureInfo.InvariantCulture);
}
