using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Art.Imagine.Prompts;

/// <summary>Tells of prompts that are longer than what a CLIP reads at once.</summary>
internal static class LongPrompts
{
    /// <summary>A sentence for each that is read in parts; the CLIPs are not loaded for it.</summary>
    /// <exception cref="UserException">A CLIP or its vocabulary cannot be read.</exception>
    public static IEnumerable<string> Remarks(string prompts, IEnumerable<(string Name, ModelFiles Files)> clips) =>
        prompts.Length == 0 ? [] : clips.SelectMany(clip =>
        LongTextEncoder.Warnings(
            TokenizerFile.Load(clip.Files, ClipOptions.FromWeights(ClipFile.OpenOfficial(clip.Files), clip.Files.Weights)),
            Prompt.Parse(prompts).Select(prompt => prompt.Subject),
            clip.Name));
}
