using Atelier.Models;
using Atelier.Models.Gan.AttnGan;

namespace Atelier.Art.Sample;

/// <summary>What a model that draws by itself draws with.</summary>
public enum SamplerKind
{
    /// <summary>It is no such model.</summary>
    None,

    /// <summary>A prior over codes, with its codec (<see cref="Prior.PriorPipeline"/>).</summary>
    Prior,

    /// <summary>The generator of a GAN (<see cref="Gan.GeneratorPipeline"/>).</summary>
    Generator,

    /// <summary>A diffusion model.</summary>
    Diffusion,

    /// <summary>An AttnGAN, which draws words (<see cref="Gan.CaptionPipeline"/>).</summary>
    Captions,
}

/// <summary>Tells what model files draw with.</summary>
public static class SamplerKinds
{
    /// <summary>What a model draws with. Files that say nothing of themselves hold a prior, unless their weights are an AttnGAN's.
    /// </summary>
    public static SamplerKind Of(ModelFiles files) => files.Config.String("kind") switch
    {
        "prior" => SamplerKind.Prior,
        "generator" => SamplerKind.Generator,
        "diffusion" => SamplerKind.Diffusion,
        null => AttnGanFile.Recognises(files.Open()) ? SamplerKind.Captions : SamplerKind.Prior,
        _ => SamplerKind.None,
    };
}
