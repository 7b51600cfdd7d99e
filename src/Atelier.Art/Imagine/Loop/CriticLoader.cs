using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Prompts;
using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.AudioClip;
using Atelier.Models.Clip;

namespace Atelier.Art.Imagine.Loop;

/// <summary>Loads CLIPs, and makes critics of them.</summary>
internal static class CriticLoader
{
    /// <summary>Loads a CLIP.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="fast">bf16 instead of fp32.</param>
    /// <param name="device">Its device.</param>
    /// <exception cref="ModelFileException">The CLIP or its vocabulary cannot be read.</exception>
    public static ClipPipeline Load(ModelFiles files, bool fast, Device device)
    {
        var clip = ClipPipeline.Load(files, device);
        if (fast)
        {
            clip.Model.ToBFloat16();
        }

        return clip;
    }

    /// <summary>A critic that measures how far pictures are from the sounds of a plan.</summary>
    /// <param name="model">The AudioCLIP; it must live longer than the critic.</param>
    /// <param name="plan">The prompts, whose sounds are encoded now.</param>
    /// <param name="cutouts">Samples cut-outs of the resolution of the AudioCLIP's CLIP.</param>
    /// <param name="augmentation">Augmentation of the cut-outs.</param>
    /// <exception cref="AtelierException">A sound cannot be read.</exception>
    public static ICritic EncodeSounds(AudioClipPipeline model, PromptPlan plan, CutoutSampler cutouts, Augmentation augmentation)
    {
        var critic = new ClipCritic(model.Clip.Model, model.Clip.Tokenizer, cutouts, augmentation);
        try
        {
            foreach (var prompt in plan.Sounds)
            {
                using var scope = NewDisposeScope();
                critic.AddTarget(prompt, model.EncodeSound(SoundReader.Read(prompt.Subject, AudioClipModel.SamplingRate)));
            }

            return critic;
        }
        catch
        {
            critic.Dispose();
            throw;
        }
    }

    /// <summary>A critic that measures how far pictures are from the prompts of a plan.</summary>
    /// <param name="clip">The CLIP; it must live longer than the critic.</param>
    /// <param name="plan">The prompts, which are encoded now.</param>
    /// <param name="cutouts">Samples cut-outs of the CLIP's resolution.</param>
    /// <param name="augmentation">Augmentation of the cut-outs.</param>
    /// <param name="random">Chooses the cut-outs of image prompts.</param>
    /// <exception cref="AtelierException">A picture cannot be read.</exception>
    public static ICritic Encode(
        ClipPipeline clip, PromptPlan plan, CutoutSampler cutouts, Augmentation augmentation, Generator random)
    {
        var critic = new ClipCritic(clip.Model, clip.Tokenizer, cutouts, augmentation);
        try
        {
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
            critic.Dispose();
            throw;
        }
    }
}
