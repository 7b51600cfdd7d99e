namespace Atelier.Media.Vips;

/// <summary>libvips refused an operation; the message is its own.</summary>
internal sealed class VipsException(string operation, string message) : Exception($"{operation}: {message}")
{
    /// <summary>What libvips said.</summary>
    public string Reason { get; } = message;
}
