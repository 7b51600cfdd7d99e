using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Classifier;
using Atelier.Models.Clip;
using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Codecs.Vqgan;

namespace Atelier.Training.Evaluation;

/// <summary>Features of pictures: a classifier's penultimate layer, a CLIP's image embedding, or a codec's flattened latent.</summary>
public sealed class PictureFeatures : IDisposable
{
    private readonly IDisposable _network;
    private readonly Func<Tensor, Tensor> _features;

    private PictureFeatures(string name, IDisposable network, Func<Tensor, Tensor> features, bool hasBFloat16) =>
        (Name, _network, _features, HasBFloat16) = (name, network, features, hasBFloat16);

    /// <summary>The kind of network.</summary>
    public string Name { get; }

    /// <summary>Whether the network can compute in bf16.</summary>
    public bool HasBFloat16 { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="files">The model.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="fast">bf16, where the network can.</param>
    /// <exception cref="ModelFileException">It is neither a classifier, a CLIP nor a codec.</exception>
    public static PictureFeatures Load(ModelFiles files, Device device, bool fast = false)
    {
        switch (files.Config.String("kind"))
        {
            case "classifier":
                var classifier = ClassifierFile.Load(files, device);
                return new("classifier", classifier, classifier.Features, hasBFloat16: false);
            case "clip":
                var clip = ClipFile.Load(files, device);
                if (fast)
                {
                    clip.ToBFloat16();
                }

                return new("CLIP", clip, x => clip.encode_image(ResizeForClip(x, clip.Options.Resolution)), hasBFloat16: true);
            default:
                var codec = VqVaeFile.LoadCodec(files, device);
                var vqgan = codec as VqganModel;
                if (fast)
                {
                    vqgan?.ToBFloat16();
                }

                return new("codec", codec, x => codec.EncodeLatent((x * 2) - 1).flatten(1), hasBFloat16: vqgan is not null);
        }
    }

    /// <summary>Pictures [b, c, h, w] in [0, 1] -> features [b, d].</summary>
    public Tensor Extract(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(_features(pictures).to(ScalarType.Float32));
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => _network.Dispose();

    private static Tensor ResizeForClip(Tensor x, int side)
    {
        var rgb = x.size(1) == 3 ? x : x.expand(-1, 3, -1, -1);
        return rgb.size(2) == side
            ? rgb
            : F.interpolate(rgb, [side, side], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true).clamp(0, 1);
    }
}
