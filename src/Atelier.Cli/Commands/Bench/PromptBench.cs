using Atelier.Art.Imagine;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Cli.Commands.Bench;

/// <summary>The rank of a picture's own prompt.</summary>
/// <param name="Prompt">The picture's prompt.</param>
/// <param name="Rank">Its rank among all prompts, 1 for the best.</param>
/// <param name="Best">The prompt with the best score.</param>
internal sealed record PromptRanking(string Prompt, int Rank, string Best);

/// <summary>Makes pictures of many prompts, and ranks all prompts for each picture with a CLIP that did not guide it.</summary>
internal static class PromptBench
{
    /// <summary>Makes all pictures with the default settings.</summary>
    public static IReadOnlyList<Picture> Make(
        IReadOnlyList<string> prompts,
        ImagineOptions options,
        string runs,
        Action<int> done,
        CancellationToken cancel,
        Device? device = null)
    {
        var pictures = new List<Picture>();
        foreach (var prompt in prompts)
        {
            cancel.ThrowIfCancellationRequested();
            var pipeline = TextToImagePipeline.Begin(options with { Prompt = prompt, SaveEvery = 0 }, runs, device);
            pictures.Add(Picture.Load(pipeline.Run(null, null, cancel)));
            done(pictures.Count);
        }

        return pictures;
    }

    /// <summary>Ranks the prompts for each picture by cosine similarity.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="prompts">The prompt of each picture.</param>
    /// <param name="clip">The CLIP, by name or path.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <param name="note">Receives a sentence for each prompt that is longer than the CLIP's context.</param>
    public static IReadOnlyList<PromptRanking> Rank(
        IReadOnlyList<Picture> pictures, IReadOnlyList<string> prompts, string clip, Device? device = null, Action<string>? note = null)
    {
        var files = ModelHub.Find(clip);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ClipFile.Load(files, device);
        var tokenizer = TokenizerFile.Load(files, model.Options);
        LongTextEncoder.Warnings(tokenizer, prompts, clip).ToList().ForEach(sentence => note?.Invoke(sentence));
        var words = LongTextEncoder.Encode(model, tokenizer, prompts);
        var images = cat(
            [.. pictures.Select(picture => model.encode_image(Preprocessing.Apply(picture, model.Options.Resolution).to(model.Device)))],
            0);
        var logits = model.Logits(images, words).ToArray<float>();
        return [.. prompts.Select((prompt, i) =>
        {
            var row = logits[(i * prompts.Count)..((i + 1) * prompts.Count)];
            return new PromptRanking(prompt, 1 + row.Count(value => value > row[i]), prompts[Array.IndexOf(row, row.Max())]);
        })];
    }
}
