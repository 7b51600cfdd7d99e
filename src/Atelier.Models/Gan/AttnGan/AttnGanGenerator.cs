using Atelier.Core;

namespace Atelier.Models.Gan.AttnGan;

/// <summary>What an <see cref="AttnGanGenerator"/> makes.</summary>
/// <param name="Pictures">Pictures [b, 3, s, s] in [-1, 1] of 64, 128 and 256 pixels.</param>
/// <param name="Attention">How much each pixel of the map before saw of each word, [b, t, s / 2, s / 2], from the second picture
/// on.</param>
/// <param name="Mean">The mean of the conditions, [b, c].</param>
/// <param name="LogVariance">The logarithm of their variance, [b, c].</param>
/// <param name="Condition">The condition that was drawn, [b, c].</param>
public sealed record AttnGanOutput(
    IReadOnlyList<Tensor> Pictures, IReadOnlyList<Tensor> Attention, Tensor Mean, Tensor LogVariance, Tensor Condition);

/// <summary>The generator of AttnGAN (Xu et al., "AttnGAN: Fine-Grained Text to Image Generation with Attentional Generative Adversarial
/// Networks", 2018). b batch, z width of the noise, c width of the condition, d text width, t words of the longest caption.</summary>
public sealed class AttnGanGenerator : Module
{
    private readonly ConditioningAugmentation ca_net;
    private readonly InitialStage h_net1;
    private readonly PictureLayer img_net1;
    private readonly NextStage? h_net2;
    private readonly PictureLayer? img_net2;
    private readonly NextStage? h_net3;
    private readonly PictureLayer? img_net3;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    /// <exception cref="ModelFileException">The file holds other weights.</exception>
    public AttnGanGenerator(Weights w, AttnGanOptions options)
        : base(nameof(AttnGanGenerator))
    {
        Options = options;
        ca_net = new(w["ca_net"], options);
        (h_net1, img_net1) = (new(w["h_net1"], options), new(w["img_net1"], options.Channels));
        if (options.Stages > 1)
        {
            (h_net2, img_net2) = (new(w["h_net2"], options), new(w["img_net2"], options.Channels));
        }

        if (options.Stages > 2)
        {
            (h_net3, img_net3) = (new(w["h_net3"], options), new(w["img_net3"], options.Channels));
        }

        w.Verify();
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public AttnGanOptions Options { get; }

    /// <summary>Makes pictures of captions.</summary>
    /// <param name="noise">Normal noise [b, z].</param>
    /// <param name="draw">Normal noise that draws the condition, [b, c].</param>
    /// <param name="words">The words' vectors, [b, d, t].</param>
    /// <param name="sentence">The captions' vectors, [b, d].</param>
    /// <param name="mask">True where a caption has ended, bool [b, t]. Captions of different lengths in a batch influence each other, as in
    /// the official code.</param>
    public AttnGanOutput forward(Tensor noise, Tensor draw, Tensor words, Tensor sentence, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var (mean, logVariance) = ca_net.call(sentence);
        var condition = (draw * (logVariance * 0.5).exp()) + mean;
        var x = h_net1.call(noise, condition);
        var (pictures, attention) = (new List<Tensor> { img_net1.call(x) }, new List<Tensor>());
        foreach (var (stage, picture) in new[] { (h_net2, img_net2), (h_net3, img_net3) })
        {
            if (stage is not null)
            {
                (x, var seen) = stage.call(x, words, mask);
                pictures.Add(picture!.call(x));
                attention.Add(seen);
            }
        }

        scope.MoveToOuter([.. pictures, .. attention, mean, logVariance, condition]);
        return new(pictures, attention, mean, logVariance, condition);
    }
}
