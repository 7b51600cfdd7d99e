namespace Atelier.Tensors;

/// <summary>The operators of networks, as functions.</summary>
public static class Functional
{
    private static readonly Operator OpAdaptiveAvgPool2d = new("adaptive_avg_pool2d");
    private static readonly Operator OpAdaptiveMaxPool2d = new("adaptive_max_pool2d");
    private static readonly Operator OpAffineGridGenerator = new("affine_grid_generator");
    private static readonly Operator OpAtelierConvolveRows = new("atelier::convolve_rows");
    private static readonly Operator OpAtelierBatchNorm = new("atelier::batch_norm");
    private static readonly Operator OpAtelierQuickGelu = new("atelier::quick_gelu");
    private static readonly Operator OpAtelierGroupNormSilu = new("atelier::group_norm_silu");
    private static readonly Operator OpAtelierPictureToRows = new("atelier::picture_to_rows");
    private static readonly Operator OpAtelierRowsToPicture = new("atelier::rows_to_picture");
    private static readonly Operator OpAvgPool2d = new("avg_pool2d");
    private static readonly Operator OpAddmm = new("addmm");
    private static readonly Operator OpBaddbmm = new("baddbmm");
    private static readonly Operator OpBatchNorm = new("batch_norm");
    private static readonly Operator OpBinaryCrossEntropyWithLogits = new("binary_cross_entropy_with_logits");
    private static readonly Operator OpBmm = new("bmm");
    private static readonly Operator OpConv2d = new("conv2d");
    private static readonly Operator OpConvTranspose2dInput = new("conv_transpose2d", "input");
    private static readonly Operator OpCrossEntropyLoss = new("cross_entropy_loss");
    private static readonly Operator OpDropout = new("dropout");
    private static readonly Operator OpEmbedding = new("embedding");
    private static readonly Operator OpGridSampler = new("grid_sampler");
    private static readonly Operator OpGroupNorm = new("group_norm");
    private static readonly Operator OpLayerNorm = new("layer_norm");
    private static readonly Operator OpLinear = new("linear");
    private static readonly Operator OpMatmul = new("matmul");
    private static readonly Operator OpMaxPool2d = new("max_pool2d");
    private static readonly Operator OpMseLoss = new("mse_loss");
    private static readonly Operator OpPixelShuffle = new("pixel_shuffle");
    private static readonly Operator OpPixelUnshuffle = new("pixel_unshuffle");
    private static readonly Operator OpPrelu = new("prelu");
    private static readonly Operator OpUpsampleBicubic2d = new("upsample_bicubic2d");
    private static readonly Operator OpUpsampleBicubic2dAa = new("_upsample_bicubic2d_aa");
    private static readonly Operator OpUpsampleBilinear2d = new("upsample_bilinear2d");
    private static readonly Operator OpUpsampleBilinear2dAa = new("_upsample_bilinear2d_aa");
    private static readonly Operator OpUpsampleNearest2d = new("upsample_nearest2d");
    private static readonly Operator OpUpsampleNearest2dVec = new("upsample_nearest2d", "vec");

    /// <summary>2-d convolution of x [n, c, h, w] with weight [o, c / groups, k, k].</summary>
    public static Tensor Conv2d(Tensor x, Tensor weight, Tensor? bias, int stride = 1, int padding = 0, int dilation = 1, int groups = 1) => OpConv2d.Call(x, weight, bias, new long[] { stride, stride }, new long[] { padding, padding }, new long[] { dilation, dilation }, groups);

    /// <summary>Transposed 2-d convolution of x [n, c, h, w] with weight [c, o, k, k].</summary>
    public static Tensor ConvTranspose2d(Tensor x, Tensor weight, Tensor? bias, int stride = 1, int padding = 0, int outputPadding = 0) => OpConvTranspose2dInput.Call(x, weight, bias, new long[] { stride, stride }, new long[] { padding, padding }, new long[] { outputPadding, outputPadding });

    /// <summary>x [.., i] times weight [o, i] transposed, plus bias.</summary>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias) => OpLinear.Call(x, weight, bias);

    /// <summary>Matrix product; leading axes broadcast.</summary>
    public static Tensor MatMul(Tensor a, Tensor b) => OpMatmul.Call(a, b);

    /// <summary>Matrix products of two batches [b, n, k] and [b, k, m].</summary>
    public static Tensor BatchMatMul(Tensor a, Tensor b) => OpBmm.Call(a, b);

    /// <summary>beta * c + alpha * (a @ b), for a [n, e] and b [e, k]; c broadcasts to [n, k].</summary>
    public static Tensor AddMatMul(Tensor c, Tensor a, Tensor b, double beta, double alpha) => OpAddmm.Call(c, a, b, ("beta", beta), ("alpha", alpha));

    /// <summary>β · c + α · a b for batches.</summary>
    public static Tensor AddBatchMatMul(Tensor c, Tensor a, Tensor b, double beta, double alpha) => OpBaddbmm.Call(c, a, b, ("beta", beta), ("alpha", alpha));

    /// <summary>x scaled to length 1 along an axis.</summary>
    public static Tensor UnitLength(Tensor x, int axis) => x / x.Norm(axis, keep: true).ClampMin(1e-12);

    /// <summary>Rows of weight [k, d] by indices.</summary>
    public static Tensor Embedding(Tensor weight, Tensor indices) => OpEmbedding.Call(weight, indices);

    /// <summary>Group norm of x [n, c, ..].</summary>
    public static Tensor GroupNorm(Tensor x, int groups, Tensor weight, Tensor bias, double epsilon) => OpGroupNorm.Call(x, groups, weight, bias, epsilon);

    /// <summary>Whether <see cref="GroupNormSilu"/> and <see cref="BatchNormChannelsLast"/> are for x: on the CPU, in bf16 or in fp32 that lies channels-last.</summary>
    public static bool TakesOwnNorms(Tensor x) => x.Device.IsCpu && (x.DType == DType.BFloat16 || x is { DType: DType.Float32, IsChannelsLast: true, IsContiguous: false });

    /// <summary>GroupNorm, then SiLU if asked, of channels-last [n, c, h, w] in bf16 or fp32, in one pass (atelier's own kernel, CPU).</summary>
    public static Tensor GroupNormSilu(Tensor x, int groups, Tensor weight, Tensor bias, double epsilon, bool silu) => OpAtelierGroupNormSilu.Call(x, weight, bias, groups, epsilon, silu);

    /// <summary>Our own 3 × 3 convolution of rows of channel pairs (native/row_convolution.cpp); not recorded.</summary>
    public static void ConvolveRows(Tensor x, Tensor weight, Tensor bias, Tensor? slope, Tensor output, long width, bool doubled, Tensor? first, double firstScale, Tensor? second, double secondScale) =>
        OpAtelierConvolveRows.Do(x, weight, bias, slope, output, width, doubled, first, firstScale, second, secondScale);

    /// <summary>A picture [b, c, h, w] as rows of channel pairs; not recorded.</summary>
    public static Tensor PictureToRows(Tensor picture) => OpAtelierPictureToRows.Call(picture);

    /// <summary>Rows of channel pairs as a picture [b, channels, scale · h, scale · width], plus the small one [b, channels, h, width], repeated; not recorded.</summary>
    public static Tensor RowsToPicture(Tensor rows, long width, long channels, int scale, Tensor? small) => OpAtelierRowsToPicture.Call(rows, width, channels, scale, small);

    /// <summary>CLIP's activation x σ(1.702 x), recorded; on the CPU in bf16 or fp32 in one pass (atelier's own kernel).</summary>
    public static Tensor QuickGelu(Tensor x)
    {
        if (x is { Device.IsCpu: true, DType: DType.BFloat16 or DType.Float32 })
        {
            return OpAtelierQuickGelu.Call(x);
        }

        using var scope = TensorScope.Enter();
        return scope.Keep(x * (x * 1.702).Sigmoid());
    }

    /// <summary>x where positive, else slope · x, with a slope [c] per channel.</summary>
    public static Tensor PRelu(Tensor x, Tensor slope) => OpPrelu.Call(x, slope);

    /// <summary>Layer norm over the last axes, of these sizes.</summary>
    public static Tensor LayerNorm(Tensor x, long[] shape, Tensor? weight, Tensor? bias, double epsilon = 1e-5) => OpLayerNorm.Call(x, shape, weight, bias, epsilon);

    /// <summary>Batch norm; the running statistics change in place when training.</summary>
    public static Tensor BatchNorm(Tensor x, Tensor? weight, Tensor? bias, Tensor mean, Tensor variance, bool training, double momentum = 0.1, double epsilon = 1e-5) => OpBatchNorm.Call(x, weight, bias, mean, variance, training, momentum, epsilon, false);

    /// <summary>Batch norm, then ReLU if asked, of channels-last x [b, c, h, w] in bf16 or fp32 on the CPU, in one pass (atelier's own kernel), with fp32 statistics; the running ones (fp32) change in place when training.</summary>
    public static Tensor BatchNormChannelsLast(Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor variance, bool training, bool relu, double momentum = 0.1, double epsilon = 1e-5) => OpAtelierBatchNorm.Call(x, weight, bias, mean, variance, training, momentum, epsilon, relu);

    /// <summary>Each pixel repeated factor × factor times.</summary>
    public static Tensor UpsampleNearest(Tensor x, double factor) => OpUpsampleNearest2dVec.Call(x, Argument.None, new[] { factor, factor });

    /// <summary>The nearest pixel, to a size.</summary>
    public static Tensor ResizeNearest(Tensor x, long height, long width) => OpUpsampleNearest2d.Call(x, new[] { height, width });

    /// <summary>Bilinear to a size.</summary>
    public static Tensor ResizeBilinear(Tensor x, long height, long width, bool alignCorners = false) => OpUpsampleBilinear2d.Call(x, new[] { height, width }, alignCorners);

    /// <summary>Bicubic (a = -0.75) to a size, without antialiasing.</summary>
    public static Tensor ResizeBicubic(Tensor x, long height, long width, bool alignCorners = false) => OpUpsampleBicubic2d.Call(x, new[] { height, width }, alignCorners);

    /// <summary>Bicubic (a = -0.5) to a size, antialiased.</summary>
    public static Tensor ResizeBicubicAntialiased(Tensor x, long height, long width) => OpUpsampleBicubic2dAa.Call(x, new[] { height, width }, false);

    /// <summary>Bilinear to a size, antialiased.</summary>
    public static Tensor ResizeBilinearAntialiased(Tensor x, long height, long width) => OpUpsampleBilinear2dAa.Call(x, new[] { height, width }, false);

    /// <summary>Mean of windows.</summary>
    public static Tensor AvgPool2d(Tensor x, int size, int stride = 0) => OpAvgPool2d.Call(x, new long[] { size, size }, stride == 0 ? new long[] { size, size } : new long[] { stride, stride });

    /// <summary>Largest of windows.</summary>
    public static Tensor MaxPool2d(Tensor x, int size, int stride, int padding = 0) => OpMaxPool2d.Call(x, new long[] { size, size }, new long[] { stride, stride }, new long[] { padding, padding });

    /// <summary>Mean over windows chosen to give this size.</summary>
    public static Tensor AdaptiveAvgPool2d(Tensor x, long height, long width) => OpAdaptiveAvgPool2d.Call(x, new[] { height, width });

    /// <summary>Largest over windows chosen to give this size.</summary>
    public static Tensor AdaptiveMaxPool2d(Tensor x, long height, long width) => OpAdaptiveMaxPool2d.CallMany(x, new[] { height, width })[0];

    /// <summary>Samples x [n, c, h, w] at grid [n, y, x, 2] in [-1, 1]; bilinear; padding zeros, border or reflection.</summary>
    public static Tensor GridSample(Tensor x, Tensor grid, string padding = "zeros", bool alignCorners = false, bool nearest = false) => OpGridSampler.Call(x, grid, nearest ? 1 : 0, padding switch { "zeros" => 0, "border" => 1, "reflection" => 2, _ => throw new ArgumentException("padding is zeros, border or reflection", nameof(padding)) }, alignCorners);

    /// <summary>Sampling grid [n, h, w, 2] of affine maps theta [n, 2, 3].</summary>
    public static Tensor AffineGrid(Tensor theta, long n, long c, long height, long width, bool alignCorners = false) => OpAffineGridGenerator.Call(theta, new[] { n, c, height, width }, alignCorners);

    /// <summary>[n, c r², h, w] to [n, c, h r, w r].</summary>
    public static Tensor PixelShuffle(Tensor x, int factor) => OpPixelShuffle.Call(x, factor);

    /// <summary>[n, c, h r, w r] to [n, c r², h, w].</summary>
    public static Tensor PixelUnshuffle(Tensor x, int factor) => OpPixelUnshuffle.Call(x, factor);

    /// <summary>Mean cross entropy of logits [n, k] and classes i64 [n].</summary>
    public static Tensor CrossEntropy(Tensor logits, Tensor target, double labelSmoothing = 0) => OpCrossEntropyLoss.Call(logits, target, Argument.None, 1, -100, labelSmoothing);

    /// <summary>Mean squared difference.</summary>
    public static Tensor MeanSquaredError(Tensor a, Tensor b) => OpMseLoss.Call(a, b);

    /// <summary>Mean binary cross entropy of logits.</summary>
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor target) => OpBinaryCrossEntropyWithLogits.Call(logits, target);

    /// <summary>Zeroes a share p of the elements while training, scales the rest.</summary>
    public static Tensor Dropout(Tensor x, double p, bool training) => OpDropout.Call(x, p, training);
}
