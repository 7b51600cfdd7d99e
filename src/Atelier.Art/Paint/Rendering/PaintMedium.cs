namespace Atelier.Art.Paint.Rendering;

/// <summary>How the paint of a stroke is laid over what is there.</summary>
public enum PaintMedium
{
    /// <summary>It covers: oil, gouache.</summary>
    Opaque,

    /// <summary>It multiplies what is there by its transmittance, and so only darkens: watercolour, ink. See <see cref="Glaze"/>.</summary>
    Glaze,

    /// <summary>It covers only the peaks of the paper: chalk, pastel. See <see cref="PaperGrain"/>.</summary>
    Dry,
}
