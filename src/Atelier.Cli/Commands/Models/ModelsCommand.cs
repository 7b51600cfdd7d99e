using System.CommandLine;
using System.Text.Json;
using Atelier.Hub;
using Atelier.Models.SuperResolution;
using Atelier.Nn.WeightFiles;
using Atelier.Core;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier models list|get|show|blend</c>: what is here, and what can be had.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "The models there are.") { List(), Get(), Show(), Blend() };

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var list = new Command("list", "List the models that are here, and those that can be had.") { json };
        list.SetAction(parse =>
        {
            var rows = Rows().ToList();
            if (parse.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(rows, JsonSerializerOptions.Web));
                return 0;
            }

            var table = new Table().AddColumns("name", "kind", "MB", "", "licence").RoundedBorder();
            rows.ForEach(row => table.AddRow(Markup.Escape(row.Name), row.Kind, $"{row.Megabytes:F0}", row.State, row.Licence));
            AnsiConsole.Write(table);
            Console.WriteLine("'atelier models get NAME' fetches what is available.");
            return 0;
        });
        return list;
    }

    private static Command Get()
    {
        var name = new Argument<string>("name") { Description = "A model of the list, such as ViT-B/32." };
        var get = new Command("get", "Fetch a published model; asked again, a download that was cut off goes on.") { name };
        get.SetAction(async (parse, cancel) =>
        {
            var wanted = parse.GetValue(name)!;
            if (Catalogue.Find(wanted) is not { } entry)
            {
                ModelHub.Find(wanted); // says which names are near
                throw new UserException($"{wanted} is here already; 'atelier models list' tells what can be fetched.");
            }

            var folder = await TerminalBar.RunAsync(entry.Name, report => Download.RunAsync(entry, ModelHub.Downloads, new Immediate<FetchProgress>(at =>
                report($"{at.File}, {(at.Total ?? entry.Megabytes * 1_000_000L) / 1e6:F0} MB", (double)at.Done / Math.Max(at.Done, at.Total ?? entry.Megabytes * 1_000_000L))), cancel));
            Console.WriteLine($"{entry.Name} is in {folder}  ({entry.Source}; {entry.Licence})");
            return 0;
        });
        return get;
    }

    private static Command Blend()
    {
        var first = new Argument<string>("first") { Description = "An upscaler, by name or path." };
        var second = new Argument<string>("second") { Description = "Another of the same architecture." };
        var alpha = new Option<double>("--alpha") { Description = "Share of the second, 0 to 1.", DefaultValueFactory = _ => 0.5 };
        var output = new Option<string>("--output", "-o") { Description = "The weight file it becomes (.safetensors).", Required = true };
        var blend = new Command("blend", "Mix two upscalers weight by weight (network interpolation).") { first, second, alpha, output };
        blend.SetAction(parse =>
        {
            var (a, b) = (ModelHub.Find(parse.GetValue(first)!), ModelHub.Find(parse.GetValue(second)!));
            var mixed = NetworkInterpolation.Blend(UpscalerFile.Renamed(a.Open(), a.Weights), parse.GetValue(first)!, UpscalerFile.Renamed(b.Open(), b.Weights), parse.GetValue(second)!, parse.GetValue(alpha));
            using var network = UpscalerFile.Build(mixed, a.Weights); // it must be an upscaler
            SafeTensors.Write(parse.GetValue(output)!, network.Parameters.All.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
            Console.WriteLine(parse.GetValue(output));
            return 0;
        });
        return blend;
    }

    private static Command Show()
    {
        var name = new Argument<string>("name") { Description = "A model of the list." };
        var show = new Command("show", "Show a model's card.") { name };
        show.SetAction(parse =>
        {
            var files = ModelHub.Find(parse.GetValue(name)!);
            var card = Path.Combine(files.Folder, "README.md");
            Console.WriteLine(File.Exists(card) ? File.ReadAllText(card) : $"{files.Weights} has no card.");
            return 0;
        });
        return show;
    }

    private static IEnumerable<Row> Rows()
    {
        var here = ModelHub.Names;
        foreach (var name in here)
        {
            var files = ModelHub.Find(name);
            var published = Catalogue.Find(name);
            var state = Path.GetDirectoryName(files.Folder) == Path.GetFullPath(ModelHub.Downloads) ? "downloaded" : "shipped";
            yield return new(published?.Name ?? name, published?.Kind ?? files.Config.Text("kind") ?? "?", new FileInfo(files.Weights).Length / 1e6, state, published?.Licence ?? "see its card", files.Folder);
        }

        foreach (var entry in Catalogue.Entries.Where(entry => !here.Contains(entry.FolderName)))
        {
            yield return new(entry.Name, entry.Kind, entry.Megabytes, "available", entry.Licence, entry.Source);
        }
    }

    private sealed record Row(string Name, string Kind, double Megabytes, string State, string Licence, string From);
}
