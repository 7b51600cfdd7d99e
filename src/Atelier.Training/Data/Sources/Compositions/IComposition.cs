namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Captioned pictures composed of drawings. Sample k depends on (seed, k) alone.</summary>
internal interface IComposition
{
    /// <summary>Renders sample k.</summary>
    PictureSample Render(long k);

    /// <summary>The caption of sample k, without its picture.</summary>
    string CaptionOf(long k);
}
