using Atelier.Models.Clip;

namespace Atelier.Training.Learners.Diffusion;

/// <summary>CLIP's directional loss (Gal et al., "StyleGAN-NADA", 2022, equation 4): pictures shall change in CLIP's space as the words do.
/// b pictures, e embedding width.</summary>
internal sealed class DirectionalLoss : IDisposable
{
    private readonly ClipPipeline _clip;
    private readonly Tensor _words; // [1, e], from the words of what is there to those of what shall be

    /// <param name="clip">The CLIP, frozen; the loss owns it.</param>
    /// <param name="source">Words for the pictures as they are.</param>
    /// <param name="target">Words for what they shall become.</param>
    public DirectionalLoss(ClipPipeline clip, string source, string target)
    {
        _clip = clip;
        using var scope = NewDisposeScope();
        var words = F.normalize(clip.EncodeText(source, target));                                                  // [2, e]
        _words = (words.narrow(0, 1, 1) - words.narrow(0, 0, 1)).DetachFromDisposeScope();
    }

    /// <summary>1 - cos(dI, dT) of each, [b]: 0 where it changed as the words do, 2 where the other way.</summary>
    /// <param name="edited">[b, 3, h, w] in [0, 1].</param>
    /// <param name="originals">[b, 3, h, w] in [0, 1].</param>
    public Tensor Of(Tensor edited, Tensor originals)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(1 - F.cosine_similarity(Embed(edited) - Embed(originals), _words, 1));
    }

    public void Dispose()
    {
        _words.Dispose();
        _clip.Dispose();
    }

    private Tensor Embed(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var side = _clip.Model.Options.Resolution;
        return scope.MoveToOuter(F.normalize(_clip.Model.encode_image(F.interpolate(
            pictures, [side, side], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true))));   // [b, e]
    }
}
