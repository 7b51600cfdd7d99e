using Atelier.Art.Complete;
using Atelier.Models.Codecs;
using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Prior;

namespace Atelier.Art.Tests.Complete;

public sealed class PictureCompletionTests : IDisposable
{
    private static readonly InpaintMask s_half = new(0, 0, 12, 6); // of 3 × 3 cells of 4 pixels the first row, and half of the second
    private readonly Generator _random = new(3);
    private readonly VqVaeModel _codec;
    private readonly CodePrior _prior;

    public PictureCompletionTests()
    {
        _codec = new(
            Weights.Fresh(_random),
            new() { PictureChannels = 1, Channels = 8, ResidualChannels = 4, CodebookSize = 16, CodebookWidth = 4 });
        _prior = new(Weights.Fresh(_random), new() { Gpt = new() { Layers = 1, Heads = 2, Width = 8 }, Codes = 16, Side = 3, Classes = 2 });
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _codec.Quantizer.Codebook.mul_(8); // so that what is decoded differs
    }

    public void Dispose()
    {
        _prior.Dispose();
        _codec.Dispose();
        _random.Dispose();
    }

    [Fact]
    public void ObservedCodes_WithSurroundings_AreThoseOfTheWhole_WhereHalfACellIsKnown()
    {
        using var scope = NewDisposeScope();
        var (x, around) = (
            rand([2, 1, 12, 12], device: _random.device, generator: _random),
            rand([2, 1, 12, 12], device: _random.device, generator: _random));

        var codes = s_half.Encode(_codec, x, around).ToArray<long>();

        var whole = cat([x.narrow(2, 0, 6), around.narrow(2, 6, 6)], 2);
        var all = _codec.Quantizer.call(_codec.EncodeLatent((whole * 2) - 1)).Indices.ToArray<long>();
        foreach (var row in new[] { 0, 9 })
        {
            Assert.Equal(all[row..(row + 6)], codes[row..(row + 6)]);
            Assert.Equal([-1, -1, -1], codes[(row + 6)..(row + 9)]);
        }

        Assert.Equal(3, s_half.ObservedCells(3, 4).Count(known => known));
        Assert.Equal([true, false, false, false, false, false, false, false, false], new InpaintMask(0, 0, 5, 6).ObservedCells(3, 4));
        Assert.Equal(
            [true, false, false, true, false, false, false, false, false],
            new InpaintMask(0, 0, 5, 6).ObservedCells(3, 4, leastCoverage: 0.5));
    }

    [Fact]
    public void ObservedCodes_OfAPartAlone_AreThoseOfItsBorderContinued_WhereItReaches()
    {
        using var scope = NewDisposeScope();
        var x = rand([2, 1, 12, 12], device: _random.device, generator: _random);

        var alone = s_half.ReplicatePad(x);

        Assert.Equal(x.narrow(2, 0, 6).ToArray<float>(), alone.narrow(2, 0, 6).ToArray<float>());
        Assert.All(Enumerable.Range(6, 6), row => Assert.Equal(x.select(2, 5).ToArray<float>(), alone.select(2, row).ToArray<float>()));
        var all = _codec.EncodeToCodes(alone).ToArray<long>();
        foreach (var (least, rows) in new[] { (1, 1), (0.5, 2), (InpaintMask.AnyCoverage, 2) })
        {
            var codes = s_half.Encode(_codec, x, least).ToArray<long>();
            Assert.All(Enumerable.Range(0, 18), i => Assert.Equal(i % 9 < 3 * rows ? all[i] : -1, codes[i]));
        }

        Assert.Equal(
            [true, true, false, true, true, false, false, false, false],
            new InpaintMask(0, 0, 5, 6).ObservedCells(3, 4, InpaintMask.AnyCoverage));
    }

    [Fact]
    public void Draws_DependOnWhatIsKeptAlone_AndComeInTheOrderOfHowTheyFit()
    {
        using var scope = NewDisposeScope();
        var x = rand([2, 1, 12, 12], device: _random.device, generator: _random);
        var other = cat([x.narrow(2, 0, 6), rand([2, 1, 6, 12], device: _random.device, generator: _random)], 2);

        var drawn = Draw(x, null);

        Assert.Equal([2, 5, 1, 12, 12], drawn.shape);
        Assert.Equal(drawn.ToArray<float>(), Draw(other, null).ToArray<float>());
        var far = (drawn - x.unsqueeze(1)).narrow(3, 0, 6).square().flatten(2).mean([2]).ToArray<float>();
        Assert.All(far.Chunk(5), row => Assert.Equal(row.Order(), row));
        Assert.True(far[0] < far[4] && far[5] < far[9], "the draws differ");
    }

    [Fact]
    public void Draws_AreOfTheClassThatIsWished()
    {
        using var scope = NewDisposeScope();
        var x = rand([2, 1, 12, 12], device: _random.device, generator: _random);
        Excite();

        Tensor Of(long first, long second) => Draw(x, new(Classes: tensor(new long[] { first, second }, [2])), sampling: Sampling.Greedy);

        var (zeros, ones, mixed) = (Of(0, 0), Of(1, 1), Of(0, 1));
        Assert.Equal(zeros.select(0, 0).ToArray<float>(), mixed.select(0, 0).ToArray<float>());
        Assert.Equal(ones.select(0, 1).ToArray<float>(), mixed.select(0, 1).ToArray<float>());
        Assert.NotEqual(zeros.select(0, 1).ToArray<float>(), mixed.select(0, 1).ToArray<float>());
    }

    [Fact]
    public void TheTypicalDraw_IsAClearOne_AndTheNearestToTheMeanOfThose()
    {
        using var scope = NewDisposeScope();
        Excite();

        var x = rand([3, 1, 12, 12], device: _random.device, generator: _random);
        var drawn = Draw(x, null);                                                    // [3, 5, 1, 12, 12]

        var typical = new PictureCompletion(_prior, _codec).SelectTypical(drawn, x, s_half);

        for (var i = 0; i < 3; i++)
        {
            var draws = drawn.select(0, i);                                           // [5, 1, 12, 12]
            var whole = cat([x.narrow(0, i, 1).narrow(2, 0, 6).expand(5, -1, -1, -1), draws.narrow(2, 6, 6)], 2);
            var shares = Shares(whole);
            var known = _prior.ClassProbabilities(s_half.Encode(_codec, x.narrow(0, i, 1))).ToArray<float>();
            var category = known[0] > known[1] ? 0 : 1;
            var sure = Enumerable.Range(0, 5).Select(d => shares[(d * 2) + category]).ToArray();
            var clear = Enumerable.Range(0, 5).Where(d => sure[d] >= 0.9f * sure.Max()).ToArray();
            var mean = clear.Select(d => draws.select(0, d)).Aggregate((a, b) => a + b) / clear.Length;
            var expected = clear.MinBy(d => (draws.select(0, d) - mean).square().mean().ToDouble());
            Assert.Equal(draws.select(0, expected).ToArray<float>(), typical.select(0, i).ToArray<float>());
        }

        float[] Shares(Tensor pictures) => _prior.ClassProbabilities(_codec.EncodeToCodes(pictures)).ToArray<float>();
    }

    // weights so large that classes matter
    private void Excite()
    {
        using var noGrad = no_grad();
        foreach (var matrix in _prior.state_dict().Where(parameter => parameter.Value.ndim == 2))
        {
            matrix.Value.mul_(12);
        }
    }

    private Tensor Draw(Tensor pictures, Conditioning? conditioning, Sampling? sampling = null)
    {
        using var random = new Generator(5);
        return new PictureCompletion(_prior, _codec).Sample(pictures, s_half, 5, conditioning, sampling ?? new(), random);
    }
}
