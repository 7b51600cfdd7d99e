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
                    from Match name in OwnWord().Matches(line.Item)
                    select $"{file.Path}:{line.Index + 1}: {name.Value}";

        Rule.Holds(wrong);
    }

    // words for what has a name: Conditioning, InpaintMask, Upscaler, StrokePainter, TextToImagePipeline, Score, Bernoulli, Similarity,
    // normalize, requires_grad, eq, copy_, WorldSize, Broadcast
    [GeneratedRegex(
        """\b(Wish|KnownCodes|KeptPart|Enlarger|Artist|Inspiration|Imagination|Player|Moved|Rounds|Judge|Chance|Likeness|UnitLength""" +
        """|RequireGradient|EqualTo|CopyInPlace|Workers|IsFirst|Whole|Said|ToFastPath|Persist|Forget)\b(?!")""")]
    private static partial Regex OwnWord();
}
