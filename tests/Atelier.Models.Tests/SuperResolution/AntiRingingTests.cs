using Atelier.Models.SuperResolution;

namespace Atelier.Models.Tests.SuperResolution;

/// <summary>How far an enlarged picture may go beyond the colours of the small one.</summary>
public class AntiRingingTests
{
    [Fact]
    public void Roughness_KeepsItsContrast()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        var small = rand([1, 3, 24, 24], generator: random);
        var large = small.repeat_interleave(4, 2).repeat_interleave(4, 3);
        var contrast = (large - 0.5) * 1.2;

        Assert.True(AntiRinging.Limit(contrast + 0.5, small).allclose(contrast + 0.5));
        Assert.InRange(AntiRinging.Limit((large * 0) + 9, small).max().ToDouble(), 1, 2);
    }

    [Fact]
    public void APlainPicture_StaysPlain()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        var small = full([1, 3, 8, 8], 0.4f);

        Assert.True(AntiRinging.Limit(rand([1, 3, 32, 32], generator: random), small).eq(0.4f).all().ToBoolean());
    }
}
