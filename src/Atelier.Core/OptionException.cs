namespace Atelier.Core;

/// <summary>
/// An option's value, or a combination of options, cannot be used. The message names each option by its C# property, as
/// <c>nameof</c> writes it; a user interface may replace the name by its own.
/// </summary>
/// <param name="message">One sentence.</param>
/// <param name="options">The properties that the message names, the one at fault first.</param>
public sealed class OptionException(string message, params IReadOnlyList<string> options) : AtelierException(message)
{
    /// <summary>The properties that the message names, the one at fault first.</summary>
    public IReadOnlyList<string> Options { get; } = options;
}
