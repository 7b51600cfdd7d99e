using Atelier.Art.Imagine;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Cli.Commands.Bench;

/// <summary>How one picture of a sheet was judged.</summary>
/// <param name="Prompt">What it was to show.</param>
/// <param name="Rank">The place of its own prompt among all, 1 the best.</param>
/// <param name="Best">The prompt the judge finds fits best.</param>
internal sealed record Judgement(string Prompt, int Rank, string Best);

/// <summary>Pictures of many prompts, each ranked by a CLIP that had no part in making them: for each picture, where does its own prompt
/// come among all?</summary>
internal static class PromptSheet
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
            pictures.Add(
                Picture.Load(Imagination.Begin(options with { Prompt = prompt, SaveEvery = 0 }, runs, device).Run(null, null, cancel)));
            done(pictures.Count);
        }

        return pictures;
    }

    /// <summary>Ranks the prompts for each picture by the judge's cosines; <paramref name="remark"/> is told of prompts longer than one
    /// reading.</summary>
    public static IReadOnlyList<Judgement> Judge(
        IReadOnlyList<Picture> pictures, IReadOnlyList<string> prompts, string judge, Device? device = null, Action<string>? remark = null)
    {
        var files = ModelHub.Find(judge);
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        using var model = ClipFile.Load(files, device);
        var tokenizer = TokenizerFile.Load(files, model.Options);
        LongTextEncoder.Warnings(tokenizer, prompts, judge).ToList().ForEach(sentence => remark?.Invoke(sentence));
        var words = LongTextEncoder.Encode(model, tokenizer, prompts);
        Tensor Seen(Picture picture) => model.encode_image(Preprocessing.Apply(picture, model.Options.Resolution).to(model.Device));
        var images = cat([.. pictures.Select(Seen)], 0);
        var logits = model.Logits(images, words).ToArray<float>();
        return [.. prompts.Select((prompt, i) =>
        {
            var row = logits[(i * prompts.Count)..((i + 1) * prompts.Count)];
            return new Judgement(prompt, 1 + row.Count(value => value > row[i]), prompts[Array.IndexOf(row, row.Max())]);
        })];
    }
}
