using Atelier.Core;
using Atelier.Models.Diffusion.Unet;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>What a UNet is told to draw. b batch, s tokens, d width.</summary>
/// <param name="Context">The text's vectors, [b, s, d].</param>
/// <param name="Added">SDXL's further conditions; null for others.</param>
public sealed record TextCondition(Tensor Context, AddedConditions? Added = null)
{
    /// <summary>On the way to another, each number on a line.</summary>
    /// <param name="other">What lies at 1.</param>
    /// <param name="share">0 to 1.</param>
    /// <exception cref="OptionException">The words of both are of different lengths.</exception>
    internal TextCondition Toward(TextCondition other, double share)
    {
        if (Context.size(1) != other.Context.size(1))
        {
            throw new OptionException(
                $"Between prompts of {Context.size(1)} and {other.Context.size(1)} tokens, chunks included, there is no way: as many "
                + "chunks of 75 are needed on both sides.", nameof(DiffusionRequest.Toward));
        }

        return new(
            Between(Context, other.Context),
            Added is null || other.Added is null ? null : Added with { TextEmbeds = Between(Added.TextEmbeds, other.Added.TextEmbeds) });

        Tensor Between(Tensor from, Tensor to) => (from * (1 - share)) + (to * share);
    }

    /// <summary>For so many pictures.</summary>
    internal TextCondition Expand(long count) => new(
        Context.expand(count, -1, -1),
        Added is null ? null : new(Added.TextEmbeds.expand(count, -1), Added.TimeIds.expand(count, -1)));

    /// <summary>Two batches after another.</summary>
    internal static TextCondition Join(TextCondition first, TextCondition second) => new(
        cat([first.Context, second.Context], 0),
        first.Added is null || second.Added is null ? null : new(
            cat([first.Added.TextEmbeds, second.Added.TextEmbeds], 0), cat([first.Added.TimeIds, second.Added.TimeIds], 0)));
}

/// <summary>Classifier-free guidance (Ho and Salimans, 2022): what the words change, times a scale.</summary>
/// <param name="Scale"><c>guidance_scale</c>; up to 1 there is no guidance, and the network is asked once a step.</param>
/// <param name="Rescale"><c>guidance_rescale</c> of Lin et al. (2023), 0 to 1: gives the guided answer the spread of the plain one, against
/// overexposed pictures.</param>
public sealed record Guidance(double Scale = 7.5, double Rescale = 0)
{
    /// <summary>Whether the network is asked for the negative words too.</summary>
    public bool IsOn => Scale > 1;

    /// <summary>The guided answer, [b, c, h, w].</summary>
    /// <param name="negative">The answer to the negative words.</param>
    /// <param name="positive">That to the words.</param>
    public Tensor Blend(Tensor negative, Tensor positive)
    {
        using var scope = NewDisposeScope();
        var guided = negative + ((positive - negative) * Scale);
        if (Rescale > 0)
        {
            var ratio = Deviation(positive) / Deviation(guided);
            guided = guided * ((ratio * Rescale) + (1 - Rescale));
        }

        return scope.MoveToOuter(guided);

        static Tensor Deviation(Tensor x) => x.flatten(1).std(1).reshape(-1, 1, 1, 1);
    }
}
