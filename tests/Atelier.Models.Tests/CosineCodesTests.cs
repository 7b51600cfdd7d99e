using Atelier.Models.Codecs;
using Atelier.Models.Codecs.VqVae;

namespace Atelier.Models.Tests;

public sealed class CosineCodesTests
{
    private const double Beta = 0.25; // of the commitment loss
    private static readonly VqVaeOptions s_sizes = new()
    {
        PictureChannels = 1, Channels = 4, ResidualChannels = 2, ResidualBlocks = 1, Halvings = 1, CodebookSize = 5, CodebookWidth = 3,
    };

    [Fact]
    public void ValuesAndGradients_AreThoseOfAPlainComputation()
    {
        using var scope = NewDisposeScope();
        using var plain = Model(cosine: false);
        using var model = Model(cosine: true);
        using var random = new Generator(7);
        Stretch(model.Quantizer.Codebook); // entries of other lengths, of which nothing may depend
        var pictures = rand([2, 1, 4, 4], device: random.device, generator: random);
        var weights = randn([2, 3, 2, 2], device: random.device, generator: random);

        var quantized = model.Quantizer.call(model.EncodeLatent(pictures));
        Tensor[] trained = [model.state_dict()["to_latent.bias"], model.Quantizer.Codebook];
        var gradients = autograd.grad([(quantized.Latent * weights).sum() + (quantized.Loss * 3)], trained);

        var (latents, slopes, codebook) = (Rows(plain.EncodeLatent(pictures)), Rows(weights), Split(model.Quantizer.Codebook));
        var count = (double)latents.Length * s_sizes.CodebookWidth;
        double loss = 0;
        var (ofBias, ofCodebook) = (new double[3], codebook.Select(_ => new double[3]).ToArray());
        for (var i = 0; i < latents.Length; i++)
        {
            var z = Unit(latents[i]);
            var chosen = Enumerable.Range(0, codebook.Length).MaxBy(k => Dot(z, Unit(codebook[k])));
            var entry = Unit(codebook[chosen]);
            Assert.Equal(chosen, quantized.Indices.select(0, i).ToDouble(), 0.1);
            Near(entry, Rows(quantized.Latent)[i]);
            loss += z.Zip(entry, (a, b) => (a - b) * (a - b)).Sum() * (1 + Beta) / count;
            Add(ofBias, AcrossUnit(latents[i], [.. slopes[i].Select((slope, c) => slope + (3 * Beta * 2 * (z[c] - entry[c]) / count))]));
            Add(ofCodebook[chosen], AcrossUnit(codebook[chosen], [.. entry.Select((value, c) => 3 * 2 * (value - z[c]) / count)]));
        }

        Assert.Equal(loss, quantized.Loss.ToDouble(), 1e-5);
        Near(ofBias, gradients[0].ToArray<float>().Select(value => (double)value));
        Near(ofCodebook.SelectMany(row => row), gradients[1].ToArray<float>().Select(value => (double)value));
    }

    [Fact]
    public void LoadedEntries_AreOfLengthOne_SoThatLookingUpGivesWhatQuantisingGives()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var trained = Model(cosine: true);
        Stretch(trained.Quantizer.Codebook);
        var pictures = rand([2, 1, 4, 4], device: random.device, generator: random);
        var quantized = trained.Quantizer.call(trained.EncodeLatent(pictures));

        using var loaded = new VqVaeModel(
            Weights.From(trained.state_dict().ToDictionary(
                parameter => parameter.Key,
                parameter => new StoredTensor(parameter.Value.shape, () => parameter.Value.detach().clone())), "memory"),
            s_sizes with { Cosine = true });

        Assert.All(Split(loaded.Quantizer.Codebook), entry => Assert.Equal(1, Dot(entry, entry), 1e-5));
        Assert.True((loaded.Lookup(quantized.Indices, 2, 2, 2) - quantized.Latent).abs().max().ToDouble() < 1e-5);
        Assert.Equal(
            quantized.Indices.ToArray<long>(),
            Codebook.Nearest(loaded.EncodeLatent(pictures).permute(0, 2, 3, 1).reshape(-1, 3), loaded.Quantizer.Codebook).ToArray<long>());
    }

    private static VqVaeModel Model(bool cosine)
    {
        using var random = new Generator(1);
        return new(Weights.Fresh(random), s_sizes with { Cosine = cosine });
    }

    private static void Stretch(Tensor codebook)
    {
        using var noGrad = no_grad();
        codebook.copy_(codebook * tensor(new float[] { 0.5f, 2f, 1f, 7f, 0.1f }, [5, 1]));
    }

    // the derivative by v of what depends on v / |v| with this derivative
    private static double[] AcrossUnit(double[] v, double[] slope)
    {
        var (unit, length) = (Unit(v), Math.Sqrt(Dot(v, v)));
        var along = Dot(unit, slope);
        return [.. slope.Select((value, c) => (value - (along * unit[c])) / length)];
    }

    private static double[] Unit(double[] v) => [.. v.Select(value => value / Math.Sqrt(Dot(v, v)))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static void Add(double[] to, double[] what)
    {
        for (var c = 0; c < to.Length; c++)
        {
            to[c] += what[c];
        }
    }

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

    private static double[][] Rows(Tensor latent) => Split(latent.permute(0, 2, 3, 1).reshape(-1, 3).contiguous()); // [b, e, h, w]

    private static double[][] Split(Tensor rows) =>
        [.. rows.detach().ToArray<float>().Chunk(3).Select(row => row.Select(value => (double)value).ToArray())];
}
