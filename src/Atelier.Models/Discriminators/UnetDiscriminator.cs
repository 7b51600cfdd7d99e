using Atelier.Torch.Layers;

namespace Atelier.Models.Discriminators;

/// <summary>Real-ESRGAN's <c>UNetDiscriminatorSN</c> (Wang et al., 2021): logits for every pixel, high for real, from context at
/// three coarser sizes. f features.</summary>
public sealed class UnetDiscriminator : Module<Tensor, Tensor>
{
    private const double Slope = 0.2;
    private readonly Conv2d conv0;
    private readonly SpectralConv2d conv1;
    private readonly SpectralConv2d conv2;
    private readonly SpectralConv2d conv3;
    private readonly SpectralConv2d conv4;
    private readonly SpectralConv2d conv5;
    private readonly SpectralConv2d conv6;
    private readonly SpectralConv2d conv7;
    private readonly SpectralConv2d conv8;
    private readonly Conv2d conv9;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="features">Channels at full size; 64 in Real-ESRGAN.</param>
    public UnetDiscriminator(Weights w, int features = 64)
        : base(nameof(UnetDiscriminator))
    {
        var f = features;
        conv0 = new(w["conv0"], 3, f, kernel: 3);
        conv1 = new(w["conv1"], f, 2 * f, kernel: 4, stride: 2);
        conv2 = new(w["conv2"], 2 * f, 4 * f, kernel: 4, stride: 2);
        conv3 = new(w["conv3"], 4 * f, 8 * f, kernel: 4, stride: 2);
        conv4 = new(w["conv4"], 8 * f, 4 * f, kernel: 3);
        conv5 = new(w["conv5"], 4 * f, 2 * f, kernel: 3);
        conv6 = new(w["conv6"], 2 * f, f, kernel: 3);
        conv7 = new(w["conv7"], f, f, kernel: 3);
        conv8 = new(w["conv8"], f, f, kernel: 3);
        conv9 = new(w["conv9"], f, 1, kernel: 3);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>Type and memory format of the feature maps.</summary>
    public ComputeFormat Format { get; set; }

    /// <summary>Pictures [b, 3, h, w] in [0, 1], sides multiples of 8, to logits of pixels [b, 1, h, w], fp32.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var x0 = F.leaky_relu(conv0.call(Format.Prepare(x)), Slope);       // [b, f, h, w]
        var x1 = F.leaky_relu(conv1.call(x0), Slope);                      // [b, 2 f, h / 2, w / 2]
        var x2 = F.leaky_relu(conv2.call(x1), Slope);                      // [b, 4 f, h / 4, w / 4]
        var x3 = F.leaky_relu(conv3.call(x2), Slope);                      // [b, 8 f, h / 8, w / 8]
        x = F.leaky_relu(conv4.call(Upsample(x3)), Slope) + x2;             // [b, 4 f, h / 4, w / 4]
        x = F.leaky_relu(conv5.call(Upsample(x)), Slope) + x1;              // [b, 2 f, h / 2, w / 2]
        x = F.leaky_relu(conv6.call(Upsample(x)), Slope) + x0;              // [b, f, h, w]
        x = F.leaky_relu(conv7.call(x), Slope);
        x = F.leaky_relu(conv8.call(x), Slope);
        return scope.MoveToOuter(conv9.call(x).to(ScalarType.Float32));
    }

    private static Tensor Upsample(Tensor x) =>
        F.interpolate(x, [x.size(2) * 2, x.size(3) * 2], mode: InterpolationMode.Bilinear, align_corners: false);
}
