using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Art.Imagine.Prompts;

/// <summary>Notes about prompts that are longer than a CLIP's context.</summary>
internal static class LongPrompts
{
    /// <summary>A sentence for each prompt that is encoded in parts. Only the headers of the CLIPs are read.</summary>
    /// <exception cref="ModelFileException">A CLIP or its vocabulary cannot be read.</exception>
    public static IEnumerable<string> Notes(IReadOnlyList<Prompt> prompts, IEnumerable<(string Name, ModelFiles Files)> clips) =>
        prompts.Count == 0 ? [] : clips.SelectMany(clip => LongTextEncoder.Warnings(
            TokenizerFile.Load(clip.Files, ClipOptions.FromWeights(ClipFile.OpenOfficial(clip.Files), clip.Files.Weights)),
            prompts.Select(prompt => prompt.Subject),
            clip.Name));
}
