namespace Atelier.Cli.Commands.Doctor;

/// <summary>The result of one check.</summary>
/// <param name="What">What was checked.</param>
/// <param name="Found">What was found.</param>
/// <param name="Cure">What to do, or null if all is well.</param>
/// <param name="Optional">Whether Atelier works without it.</param>
internal sealed record Finding(string What, string Found, string? Cure = null, bool Optional = false)
{
    /// <summary>Whether Atelier cannot work like this.</summary>
    public bool Wrong => Cure is not null && !Optional;
}
