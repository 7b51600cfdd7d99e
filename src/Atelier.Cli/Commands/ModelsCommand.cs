using System.CommandLine;
using Atelier.Hub;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier models list</c>: what is there.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var list = new Command("list", "List the models on the shelves.");
        list.SetAction(_ =>
        {
            var table = new Table().AddColumns("name", "kind", "MB", "folder").RoundedBorder();
            foreach (var name in ModelHub.Names)
            {
                var files = ModelHub.Find(name);
                table.AddRow(name, files.Config.Text("kind") ?? "?", $"{new FileInfo(files.Weights).Length / 1e6:F1}", Markup.Escape(files.Folder));
            }

            AnsiConsole.Write(table);
            return 0;
        });
        var argument = new Argument<string>("name") { Description = "A model of the list." };
        var show = new Command("show", "Show a model's card.") { argument };
        show.SetAction(parse =>
        {
            var files = ModelHub.Find(parse.GetValue(argument)!);
            var card = Path.Combine(files.Folder, "README.md");
            Console.WriteLine(File.Exists(card) ? File.ReadAllText(card) : $"{files.Weights} has no card.");
            return 0;
        });
        return new Command("models", "The models there are.") { list, show };
    }
}
