namespace Atelier.Art.Imagine.Loop;

/// <summary>A differentiable generator of pictures. The guided loop optimises its latent, whose tensors and shapes are the generator's own.
/// A generator that the command line shall know needs a line in <see cref="Generators.GeneratorRegistry"/>.</summary>
public interface IGenerator : IDisposable
{
    /// <summary>The device of pictures and latents.</summary>
    Device Device { get; }

    /// <summary>A draw of the prior, for one picture of a size that the generator can make.</summary>
    Latent Random(long height, long width, Generator random);

    /// <summary>The pictures [b, 3, h, w] in [0, 1] of the latents of b pictures; gradients reach the latent.</summary>
    Tensor Generate(Latent latent);

    /// <summary>How unlikely a latent is: minus the logarithm of the prior's density, but for a factor and a constant, a scalar that
    /// <see cref="ImagineOptions.LatentDecay"/> weighs. The mean square by default, as of a normal prior.</summary>
    Tensor Regularization(Latent latent) => latent.MeanSquare();

    /// <summary>Projects a latent back to where it has a meaning, in place; the loop does so after each step of the optimizer.</summary>
    void Project(Latent latent);

    /// <summary>The latent between two of this generator: each number on a line by default, projected. Generators whose prior is normal
    /// turn from one to the other.</summary>
    /// <param name="from">The latent at 0.</param>
    /// <param name="to">The latent at 1.</param>
    /// <param name="t">0 to 1.</param>
    Latent Between(Latent from, Latent to, double t)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var between = from.Between(to, (a, b) => (a * (1 - t)) + (b * t));
        Project(between);
        return between.MoveToOuter(scope);
    }
}

/// <summary>A generator that can begin with a picture. Those that are not of this kind refuse start pictures.</summary>
public interface IEncodingGenerator : IGenerator
{
    /// <summary>The latent whose picture is nearest to a picture [1, 3, h, w] in [0, 1], as far as the generator knows.</summary>
    Latent Encode(Tensor picture);
}

/// <summary>A generator whose latent is a grid of codebook entries, [b, e, h, w].</summary>
public interface ICodebookGenerator : IEncodingGenerator
{
    /// <summary>The latent of codes i64 [h · w], in a grid of h × w.</summary>
    Tensor Lookup(Tensor codes, long height, long width);

    /// <summary>The nearest latent that consists of codebook entries, detached from the graph.</summary>
    Tensor Nearest(Tensor latent);
}

/// <summary>A generator that draws shapes, which can be written at any size.</summary>
public interface IVectorGenerator : IGenerator
{
    /// <summary>The picture of a latent of one picture as SVG.</summary>
    string ToSvg(Latent latent);
}
