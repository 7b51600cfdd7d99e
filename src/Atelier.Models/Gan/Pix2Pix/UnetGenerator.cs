using Atelier.Core;

namespace Atelier.Models.Gan.Pix2Pix;

/// <summary>The U-Net of pix2pix (Isola et al., "Image-to-Image Translation with Conditional Adversarial Networks", 2017): pictures to
/// pictures. The official programs run it in training mode also in use, so that batch norms take the statistics of the picture itself and
/// dropout is its noise. b batch, i channels in, o channels out.</summary>
public sealed class UnetGenerator : Module<Tensor, Tensor>
{
    private const double Dropped = 0.5;
    private readonly UnetBlock model;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    /// <exception cref="ModelFileException">The file holds other weights.</exception>
    public UnetGenerator(Weights w, UnetGeneratorOptions options)
        : base(nameof(UnetGenerator))
    {
        Options = options;
        Mask = x => DrawMask(x, x.size(0), null);
        model = new(w["model"], level: 0, options, Drop);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public UnetGeneratorOptions Options { get; }

    /// <summary>Gives the factors that dropout multiplies a map by while training, each 0 or 2; libtorch's own generator draws them by
    /// default.</summary>
    public Func<Tensor, Tensor> Mask { get; set; }

    /// <summary>Draws a mask for rows of a map.</summary>
    /// <param name="x">The map, [b, c, h, w].</param>
    /// <param name="rows">Its first axis instead of b.</param>
    /// <param name="random">The generator, on the map's device; libtorch's own by default.</param>
    /// <returns>[rows, c, h, w], each 0 or 2.</returns>
    public static Tensor DrawMask(Tensor x, long rows, Generator? random)
    {
        using var scope = NewDisposeScope();
        var uniform = rand([rows, .. x.shape[1..]], device: x.device, generator: random);
        return scope.MoveToOuter(uniform.ge(Dropped).to(x.dtype) / (1 - Dropped));
    }

    /// <summary>Pictures [b, i, h, w] in [-1, 1] to translations [b, o, h, w] in [-1, 1]; h and w are multiples of
    /// <see cref="UnetGeneratorOptions.Multiple"/>.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(model.call(x));
    }

    private Tensor Drop(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(x * Mask(x));
    }
}
