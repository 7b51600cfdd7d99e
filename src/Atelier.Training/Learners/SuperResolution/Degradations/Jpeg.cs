namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>What JPEG loses, computed on a batch of tensors at once: chroma at half the size, 8 × 8 cosine transforms, rounding to the
/// tables of Annex K at a quality (ITU-T T.81; the quality rule is libjpeg's). b batch, m and n blocks down and across.</summary>
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

    /// <summary>Pictures [b, 3, h, w] in [0, 1] as they come back, in [0, 1].</summary>
    /// <param name="x">The pictures.</param>
    /// <param name="quality">Of each picture, 1 to 100.</param>
    public static Tensor Apply(Tensor x, IReadOnlyList<double> quality)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (x.size(2), x.size(3));
        x = F.pad(x.clamp(0, 1), [0, (16 - (w % 16)) % 16, 0, (16 - (h % 16)) % 16], mode: PaddingModes.Replicate) * 255;
        var (red, green, blue) = (x.narrow(1, 0, 1), x.narrow(1, 1, 1), x.narrow(1, 2, 1));
        var y = (red * 0.299) + (green * 0.587) + (blue * 0.114);
        var cb = Chroma((blue - y) / 1.772);
        var cr = Chroma((red - y) / 1.402);
        y = Rounded(y - 128, LumaTable, quality) + 128;
        var result = cat([y + (cr * 1.402), y - (cb * (0.114 * 1.772 / 0.587)) - (cr * (0.299 * 1.402 / 0.587)), y + (cb * 1.772)], 1);
        return scope.MoveToOuter((result / 255).clamp(0, 1).narrow(2, 0, h).narrow(3, 0, w));

        // libjpeg smooths between the samples of chroma, as a bilinear filter does
        Tensor Chroma(Tensor plane) => F.interpolate(
            Rounded(F.avg_pool2d(plane, 2), ChromaTable, quality),
            [plane.size(2), plane.size(3)],
            mode: InterpolationMode.Bilinear,
            align_corners: false);
    }

    // there and back through the cosine transform of every block, rounded to the table in between; plane [b, 1, 8 m, 8 n]
    private static Tensor Rounded(Tensor plane, float[] table, IReadOnlyList<double> quality)
    {
        var (b, m, n) = (plane.size(0), plane.size(2) / Block, plane.size(3) / Block);
        var transform = tensor(Cosines(), [Block, Block]).to(plane.device);
        var steps = tensor((float[])[.. quality.SelectMany(q => Scaled(table, q))], [b, 1, 1, Block, Block]).to(plane.device);
        var blocks = plane.reshape(b, m, Block, n, Block).permute(0, 1, 3, 2, 4); // [b, m, n, 8, 8]
        var heights = transform.matmul(blocks).matmul(transform.transpose(0, 1));
        blocks = transform.transpose(0, 1).matmul((heights / steps).round() * steps).matmul(transform);
        return blocks.permute(0, 1, 3, 2, 4).reshape(b, 1, m * Block, n * Block);
    }

    private static float[] Cosines() => [.. from k in Enumerable.Range(0, Block)
        from x in Enumerable.Range(0, Block)
        select (float)(Math.Cos(((2 * x) + 1) * k * Math.PI / 16) * (k == 0 ? Math.Sqrt(1.0 / Block) : Math.Sqrt(2.0 / Block)))];

    private static IEnumerable<float> Scaled(float[] table, double quality)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        return table.Select(step => (float)Math.Clamp(Math.Floor(((step * percent) + 50) / 100), 1, 255));
    }
}
