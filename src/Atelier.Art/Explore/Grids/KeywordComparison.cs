using Atelier.Art.Imagine;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;

namespace Atelier.Art.Explore.Grids;

/// <summary>How much a keyword changed a picture.</summary>
/// <param name="Keyword">The keyword.</param>
/// <param name="Change">The cosine distance of CLIP's image features from those of the picture without it, 0 to 2.</param>
/// <param name="Picture">The picture's path.</param>
public sealed record KeywordChange(string Keyword, double Change, string Picture);

/// <summary>Makes one prompt with each keyword of a list, and ranks the keywords by how much they change the picture.</summary>
public static class KeywordComparison
{
    private const string Slot = "{keyword}";
    private const string Without = "as it is";

    /// <summary>A grid of one row: the picture without a keyword, then with each.</summary>
    /// <param name="options">Options of all pictures. The keyword replaces <c>{keyword}</c> in the prompt, or follows it.</param>
    /// <param name="keywords">The keywords.</param>
    /// <exception cref="OptionException">A prompt that results cannot be.</exception>
    public static GridPlan Plan(ImagineOptions options, IReadOnlyList<string> keywords)
    {
        var prompt = options.Prompt;
        var template = prompt.Contains(Slot, StringComparison.Ordinal) ? prompt : prompt + (prompt.Contains('|') ? "|" : ", ") + Slot;
        string[] prompts = [
            prompt.Replace(Slot, "", StringComparison.Ordinal).Trim(),
            .. keywords.Select(keyword => template.Replace(Slot, keyword, StringComparison.Ordinal)),
        ];
        return new(
            template, [Without, .. keywords], [""], [""],
            [.. prompts.Select((words, x) => new GridCell(x, 0, 0, (options with { Prompt = words }).Validate()))],
            IsKeywordComparison: true);
    }

    /// <summary>The keywords, the one that changed most first; those whose picture is missing are left out.</summary>
    /// <param name="run">A grid of <see cref="Plan"/> that is done.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <exception cref="AtelierException">The picture without a keyword is missing, or the CLIP cannot be loaded.</exception>
    public static IReadOnlyList<KeywordChange> Rank(GridRun run, Device? device = null)
    {
        if (!File.Exists(run.Picture(0)))
        {
            throw new DataFormatException($"{run.Folder} has no picture without a keyword to compare with: {run.Picture(0)} is missing.");
        }

        using var scope = NewDisposeScope();
        using var clip = ClipPipeline.Load(ModelHub.Find(run.Plan.Cells[0].Options.Clip[0]), device);
        var without = Features(0);
        return [.. Enumerable.Range(1, run.Plan.Columns.Count - 1).Where(i => File.Exists(run.Picture(i)))
            .Select(i => new KeywordChange(run.Plan.Columns[i], Distance(Features(i)), run.Picture(i)))
            .OrderByDescending(one => one.Change)];

        // 1 - cosine; the difference of unit vectors keeps the digits that 1 - 0.9999999 loses
        double Distance(Tensor features) => ((features - without).square().sum() / 2).ToDouble();

        Tensor Features(int cell) // [1, e], of unit length
        {
            var features = clip.EncodeImage(Picture.Load(run.Picture(cell)));
            return features / features.norm();
        }
    }
}
