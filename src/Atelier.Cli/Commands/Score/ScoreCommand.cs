using System.CommandLine;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Art.Score;
using Atelier.Cli.Commands.Models;
using Atelier.Cli.Options;
using Atelier.Hub;

namespace Atelier.Cli.Commands.Score;

/// <summary><c>atelier score picture.png "a cat" "a dog"</c>: zero-shot classification.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var picture = new Argument<string>("picture") { Description = "The picture." };
        var texts = new Argument<string[]>("texts") { Description = "Candidate texts.", Arity = ArgumentArity.OneOrMore };
        var clip = new Option<string>("--clip") { Description = "The CLIP, by name or path.", DefaultValueFactory = _ => "clip-glyphs" };
        var command = new Command("score", "Score how well texts fit a picture.") { picture, texts, clip };
        command.SetAction(parse =>
        {
            var report = parse.Report();
            var files = ModelHub.Find(parse.GetValue(clip)!);
            if (PromptCheck.IsSmall(files)
                && PromptCheck.Create(ModelHub.Find(new ImagineOptions().Model), parse.GetValue(texts)!) is { Note: { } note })
            {
                report.Note(note);
                report.Note(LargeClips.Hint);
            }

            var scores = ZeroShotClassifier.Score(
                parse.GetValue(picture)!, parse.GetValue(texts)!, parse.GetValue(clip)!, parse.Device(), report.Note, parse.Precise());
            report.Table(
                ["words", "similarity", "probability"],
                scores.OrderByDescending(score => score.Probability)
                    .Select(score => new[] { score.Text, $"{score.Similarity:F3}", $"{score.Probability:P1}" }),
                scores);
        });
        return command.WithComputeOptions(CommonOptions.ExactPrecision);
    }
}
