namespace Atelier.Art.Imagine;

/// <summary>The noise of a variation.</summary>
public enum NoiseKind
{
    /// <summary>Normal noise, as wide in each channel as a random latent.</summary>
    Latent,

    /// <summary>Random codes at random places.</summary>
    Codes,
}
