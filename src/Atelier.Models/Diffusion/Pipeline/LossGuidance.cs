using Atelier.Models.Diffusion.Latents;
using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>The loss of n pictures [n, 3, h, w], about [0, 1], as they will be by what is known at a call: a differentiable scalar, the sum
/// over the pictures.</summary>
/// <param name="pictures">[n, 3, h, w].</param>
/// <param name="call">Calls of the network before, from 0.</param>
public delegate Tensor PictureLoss(Tensor pictures, int call);

/// <summary>Classifier guidance (Dhariwal and Nichol, "Diffusion Models Beat GANs on Image Synthesis", 2021, algorithm 2) with the gradient
/// of any loss of the predicted clean picture, as in Crowson's CLIP guided diffusion: noise + sigma d loss / d x.</summary>
/// <param name="loss">The loss, times the guidance's scale.</param>
/// <param name="codec">Decodes the predicted latents.</param>
public sealed class LossGuidance(PictureLoss loss, ILatentCodec codec)
{
    private const double LeastAlpha = 0.01; // below there is no signal that could be steered: zero terminal SNR

    /// <summary>The network's steered answer, [n, z, h, w].</summary>
    /// <param name="predict">The network.</param>
    /// <param name="scheduler">The walk.</param>
    /// <param name="index">Which of its timesteps.</param>
    /// <param name="input">Scaled latents, [n, z, h, w].</param>
    /// <param name="call">Calls before.</param>
    public Tensor Steer(Func<Tensor, Tensor> predict, Scheduler scheduler, int index, Tensor input, int call)
    {
        var (alpha, sigma) = scheduler.Shares(index);
        if (alpha < LeastAlpha)
        {
            return predict(input);
        }

        using var scope = NewDisposeScope();
        using var withGrad = enable_grad();
        using var cuts = new GradientCuts();
        var x = input.detach().requires_grad_();
        var output = predict(x);
        var pictures = codec.DecodeUnclamped(scheduler.Unclamped(output, index, x));                       // [n, 3, h f, w f]
        cuts.Backward(loss(pictures, call));
        var gradient = x.grad!;                                                                           // [n, z, h, w]
        using var noGrad = no_grad();
        return scope.MoveToOuter(scheduler.AddToNoise(output.detach(), index, gradient * sigma));
    }
}
