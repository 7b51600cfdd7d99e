namespace Atelier.Cli.Commands.Models;

/// <summary>The way to CLIPs that know more words than the small one that comes with the program.</summary>
internal static class LargeClips
{
    /// <summary>What to say after words that it does not know.</summary>
    public const string Hint = "A large CLIP knows far more: './atelier models get ViT-B/32' fetches one, and --clip ViT-B/32 uses it.";
}
