namespace Atelier.Cli.Commands.Doctor;

/// <summary>One thing looked at.</summary>
/// <param name="What">Its name.</param>
/// <param name="Found">What was found.</param>
/// <param name="Cure">What to do, or null where all is well.</param>
/// <param name="Optional">Atelier works without it.</param>
internal sealed record Finding(string What, string Found, string? Cure = null, bool Optional = false)
{
    /// <summary>Something is wrong that must be cured.</summary>
    public bool Wrong => Cure is not null && !Optional;
}
