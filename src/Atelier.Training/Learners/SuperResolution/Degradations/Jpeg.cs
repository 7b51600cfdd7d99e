using Atelier.Imaging;

namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>The losses of JPEG on a batch of tensors: chroma subsampling, 8 × 8 DCT and quantization by the tables of Annex K (ITU-T T.81)
/// with libjpeg's quality scale. b batch, m and n blocks down and across.</summary>
internal static class Jpeg
{
    private const int Block = 8;
    private static readonly float[] LumaTable =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100,
        103, 99,
    ];

    private static readonly float[] ChromaTable =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>Compresses and decompresses pictures [b, 3, h, w] in [0, 1].</summary>
    /// <param name="x">The pictures.</param>
    /// <param name="quality">The quality of each picture, 1 to 100.</param>
    public static Tensor Apply(Tensor x, IReadOnlyList<double> quality)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (x.size(2), x.size(3));
        x = F.pad(x.clamp(0, 1), [0, (16 - (w % 16)) % 16, 0, (16 - (h % 16)) % 16], mode: PaddingModes.Replicate) * 255;
        var (red, blue) = (x.narrow(1, 0, 1), x.narrow(1, 2, 1));
        var y = Luma.FromRgb(x);
        var cb = Chroma((blue - y) / 1.772);
        var cr = Chroma((red - y) / 1.402);
        y = Quantize(y - 128, LumaTable, quality) + 128;
        var green = y - (cb * (Luma.Blue * 1.772 / Luma.Green)) - (cr * (Luma.Red * 1.402 / Luma.Green));
        var result = cat([y + (cr * 1.402), green, y + (cb * 1.772)], 1);
        return scope.MoveToOuter((result / 255).clamp(0, 1).narrow(2, 0, h).narrow(3, 0, w));

        // libjpeg upsamples chroma about like a bilinear filter
        Tensor Chroma(Tensor plane) => F.interpolate(
            Quantize(F.avg_pool2d(plane, 2), ChromaTable, quality),
            [plane.size(2), plane.size(3)],
            mode: InterpolationMode.Bilinear,
            align_corners: false);
    }

    // DCT of every block, quantization and inverse DCT; plane [b, 1, 8 m, 8 n]
    private static Tensor Quantize(Tensor plane, float[] table, IReadOnlyList<double> quality)
    {
        var (b, m, n) = (plane.size(0), plane.size(2) / Block, plane.size(3) / Block);
        var dct = tensor(DctMatrix(), [Block, Block]).to(plane.device);
        var steps = tensor((float[])[.. quality.SelectMany(q => ScaleTable(table, q))], [b, 1, 1, Block, Block]).to(plane.device);
        var blocks = plane.reshape(b, m, Block, n, Block).permute(0, 1, 3, 2, 4); // [b, m, n, 8, 8]
        var coefficients = dct.matmul(blocks).matmul(dct.transpose(0, 1));
        blocks = dct.transpose(0, 1).matmul((coefficients / steps).round() * steps).matmul(dct);
        return blocks.permute(0, 1, 3, 2, 4).reshape(b, 1, m * Block, n * Block);
    }

    private static float[] DctMatrix() => [.. from k in Enumerable.Range(0, Block)
        from x in Enumerable.Range(0, Block)
        select (float)(Math.Cos(((2 * x) + 1) * k * Math.PI / 16) * (k == 0 ? Math.Sqrt(1.0 / Block) : Math.Sqrt(2.0 / Block)))];

    private static IEnumerable<float> ScaleTable(float[] table, double quality)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        return table.Select(step => (float)Math.Clamp(Math.Floor(((step * percent) + 50) / 100), 1, 255));
    }
}
