using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Prompts;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Art.Imagine.Loop;

/// <summary>Loads CLIPs as critics.</summary>
internal static class CriticLoader
{
    /// <summary>Loads a CLIP and encodes the prompts.</summary>
    /// <param name="files">The CLIP's files.</param>
    /// <param name="plan">The prompts.</param>
    /// <param name="cutouts">Makes the sampler of cut-outs for the CLIP's resolution.</param>
    /// <param name="augmentation">Augmentation of the cut-outs.</param>
    /// <param name="fast">bf16 instead of fp32.</param>
    /// <param name="random">Chooses the cut-outs of image prompts; the critic is on its device.</param>
    /// <exception cref="AtelierException">The CLIP, its vocabulary or a picture cannot be read.</exception>
    public static ICritic Load(
        ModelFiles files, PromptPlan plan, Func<int, CutoutSampler> cutouts, Augmentation augmentation, bool fast, Generator random)
    {
        var model = ClipFile.Load(files, random.device);
        ClipCritic? critic = null;
        try
        {
            if (fast)
            {
                model.ToBFloat16();
            }

            critic = new ClipCritic(model, TokenizerFile.Load(files, model.Options), cutouts(model.Options.Resolution), augmentation);
            foreach (var prompt in plan.Texts)
            {
                critic.AddText(prompt);
            }

            foreach (var prompt in plan.Images)
            {
                using var scope = NewDisposeScope();
                critic.AddPicture(prompt, Picture.Load(prompt.Subject).ToTensor().to(random.device), random);
            }

            return critic;
        }
        catch
        {
            if (critic is null)
            {
                model.Dispose();
            }

            critic?.Dispose();
            throw;
        }
    }
}
