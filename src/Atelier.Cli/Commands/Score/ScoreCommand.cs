using System.CommandLine;
using System.Text.Json;
using Atelier.Art.Score;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier score picture.png "a cat" "a dog"</c>: which words fit.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var picture = new Argument<string>("picture") { Description = "The picture." };
        var texts = new Argument<string[]>("texts") { Description = "What it may show.", Arity = ArgumentArity.OneOrMore };
        var clip = new Option<string>("--clip") { Description = "The CLIP, by name or path.", DefaultValueFactory = _ => "clip-glyphs" };
        var device = new DeviceOption();
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("score", "Say how well words fit a picture.") { picture, texts, clip, device, json };
        command.SetAction(parse =>
        {
            var scores = PictureScore.Of(parse.GetValue(picture)!, parse.GetValue(texts)!, parse.GetValue(clip)!, device.Of(parse));
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(scores, JsonSerializerOptions.Web));
                return 0;
            }

            var table = new Table().AddColumns("", "similarity", "probability").RoundedBorder();
            foreach (var score in scores.OrderByDescending(score => score.Probability))
            {
                table.AddRow(Markup.Escape(score.Text), $"{score.Similarity:F3}", $"{score.Probability:P1}");
            }

            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }
}
