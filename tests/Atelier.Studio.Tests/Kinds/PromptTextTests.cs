using Atelier.Art.Imagine.Prompts;
using Atelier.Work.Kinds.Imagine;
using CsCheck;

namespace Atelier.Studio.Tests.Kinds;

/// <summary>Words of a request reach the engine as they are.</summary>
public sealed class PromptTextTests
{
    private static readonly Gen<string> Words = Gen.Char[" ab1290:|\\\".,-+()e"].Array[1, 12].Select(letters => new string(letters).Trim())
        .Where(words => words.Length > 0);

    [Fact]
    public void AnyWords_AreReadBack() => Gen.Select(Words, Gen.Int[-2000, 2000], Gen.Int[-100, 100].Nullable()).Sample(
        (words, weight, stop) =>
        {
            var written = PromptText.Write(words, weight / 1000.0, stop / 100.0);
            var read = Assert.Single(Prompt.Parse(written));
            Assert.Equal(words, read.Subject);
            Assert.Equal(weight / 1000.0, read.Weight);
            Assert.Equal(stop / 100.0 ?? double.NegativeInfinity, read.Stop);
        },
        iter: 20_000);

    [Theory]
    [InlineData("area 51", 1, null, "area 51")]
    [InlineData("area 51", 2, null, "area 51:2.0")]
    [InlineData("a sign: open | \"closed\"", 1, 0.5, "a sign\\: open \\| \\\"closed\\\":1.0:0.5")]
    public void Numbers_AreTold_FromWords(string words, double weight, double? stop, string written) =>
        Assert.Equal(written, PromptText.Write(words, weight, stop));
}
