using Atelier.Art.Complete;
using Atelier.Art.Gan;
using Atelier.Art.Prior;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.Diffusion.Pipeline;

namespace Atelier.Art.Sample;

/// <summary>Draws pictures with a prior over codes, a GAN, a diffusion model or an AttnGAN, whichever a model is.</summary>
public static class PictureSampler
{
    /// <summary>Samples pictures.</summary>
    /// <param name="model">The model, by name or folder.</param>
    /// <param name="request">What is asked; options that the model has not are left alone.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="precision">Precision of the networks; GANs compute in fp32 whatever it is.</param>
    /// <param name="progress">Receives the steps of a diffusion model.</param>
    /// <exception cref="AtelierException">The model draws nothing, or an option cannot be used with it.</exception>
    public static SampledPictures Sample(
        string model, SamplingRequest request, Device device, Precision precision = Precision.Fp32,
        IProgress<DenoisingProgress>? progress = null)
    {
        var files = ModelHub.Find(model);
        switch (SamplerKinds.Of(files))
        {
            case SamplerKind.Generator:
                using (var generator = GeneratorPipeline.Open(files, device))
                {
                    return new(generator.Sample(request.Count, request.Seed), []);
                }

            case SamplerKind.Captions:
                using (var drawing = CaptionPipeline.Open(files, device))
                {
                    return new(drawing.Sample(request.Words ?? "", request.Count, request.Seed), []);
                }

            case SamplerKind.Diffusion:
                return new(Diffuse(files, request, device, precision, progress), []);
            default:
                using (var prior = PriorPipeline.Open(model, device, precision))
                {
                    var sampling = request.Of(prior.DefaultSampling);
                    return new(
                        prior.Sample(request.Count, request.Size, request.Category, request.Words, sampling, request.Seed), prior.Notes);
                }
        }
    }

    /// <summary>Completes a picture of which a part is kept, several times, with a prior over codes; the best fit comes first.</summary>
    /// <param name="model">The prior, by name or folder.</param>
    /// <param name="picture">The picture; its central square is taken.</param>
    /// <param name="region">The part that is kept.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="precision">Precision of the networks.</param>
    /// <exception cref="AtelierException">The model is no prior, or an option cannot be used with it.</exception>
    public static SampledPictures Complete(
        string model, Picture picture, ObservedRegion region, SamplingRequest request, Device device, Precision precision = Precision.Fp32)
    {
        using var prior = PriorPipeline.Open(model, device, precision);
        return new(
            prior.Complete(
                picture, region, request.Count, request.Category, request.Words, request.Of(prior.DefaultSampling), request.Seed),
            prior.Notes);
    }

    private static IReadOnlyList<Picture> Diffuse(
        ModelFiles files, SamplingRequest request, Device device, Precision precision, IProgress<DenoisingProgress>? progress)
    {
        using var scope = NewDisposeScope();
        using var model = DiffusionPipeline.Load(files.Weights, new() { Device = device, BFloat16 = precision.IsBFloat16(device) });
        var pictures = model.Generate(
            new()
            {
                Prompt = request.Words ?? "",
                Seeds = [.. Enumerable.Range(0, request.Count).Select(i => (long)request.Seed + i)],
                Width = request.Size?.Width,
                Height = request.Size?.Height,
                GuidanceScale = request.Guidance,
            },
            progress);
        return [.. pictures.to(CPU).split(1, 0).Select(picture => picture.ToPicture())];
    }
}
