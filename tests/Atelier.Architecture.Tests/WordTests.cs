using System.Text.RegularExpressions;

namespace Atelier.Architecture.Tests;

/// <summary>Names are those of the field: condition, mask, upscaler, no_grad, rank and world size.</summary>
public sealed partial class WordTests
{
    [Fact]
    public void Names_AreTheFields()
    {
        var wrong = from file in Sources.Program.Concat(Sources.Samples)
                    from line in file.Lines.Index()
                    where !line.Item.TrimStart().StartsWith("//", StringComparison.Ordinal)
                    from Match name in OwnName().Matches(line.Item)
                    select $"{file.Path}:{line.Index + 1}: {name.Value}";

        Rule.Holds(wrong);
    }

    [Fact]
    public void Texts_UseTheFieldsWords()
    {
        var wrong = from file in Sources.Program.Concat(Sources.Samples).Concat(Sources.Texts)
                    from line in file.Lines.Index()
                    from Match word in OwnWord().Matches(line.Item)
                    select $"{file.Path}:{line.Index + 1}: {word.Value}";

        Rule.Holds(wrong);
    }

    // names for what has one: Conditioning, InpaintMask, Upscaler, StrokePainter, TextToImagePipeline, Score, Bernoulli, Similarity,
    // normalize, requires_grad, eq, copy_, WorldSize, Broadcast, no_grad; and locals that say what they hold
    [GeneratedRegex(
        """\b(Wish|KnownCodes|KeptPart|Enlarger|Artist|Inspiration|Imagination|Player|Turn|Moved|Rounds|Chance|Likeness|UnitLength""" +
        """|RequireGradient|EqualTo|CopyInPlace|Workers|IsFirst|Whole|Said|ToFastPath|Persist|Forget)\b(?!")""" +
        """|\b(var|Tensor|string|int|long) (usual|told|both|said)\b""")]
    private static partial Regex OwnName();

    // a network that scores is a classifier, a critic or a CLIP
    [GeneratedRegex(
        """\b(judg(e|es|ed|ing)|wish(es)?|enlargers?|likeness|foretold|at the door)\b""",
        RegexOptions.IgnoreCase)]
    private static partial Regex OwnWord();
}
