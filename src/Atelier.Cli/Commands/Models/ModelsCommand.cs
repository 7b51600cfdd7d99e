using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Hub;
using Atelier.Models.SuperResolution;
using Atelier.Torch.WeightFiles;

namespace Atelier.Cli.Commands.Models;

/// <summary><c>atelier models list|get|show|blend</c>: installed and available models.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Installed and available models.") { List(), Get(), Show(), Blend() };

    private static Command List()
    {
        var list = new Command("list", "List installed models and those that can be downloaded.").WithOutputOptions();
        list.SetAction(parse =>
        {
            var rows = Rows().ToList();
            var report = parse.Report();
            report.Table(
                ["name", "kind", "MB", "", "licence"],
                rows.Select(row => new[] { row.Name, row.Kind, $"{row.Megabytes:F0}", row.State, row.Licence }),
                rows);
            if (!report.IsJson)
            {
                report.Note("'atelier models get NAME' downloads an available model.");
            }

            return 0;
        });
        return list;
    }

    private static Command Get()
    {
        var name = new Argument<string>("name") { Description = "A model of the list, such as ViT-B/32." };
        var get = new Command("get", "Download a published model; an interrupted download is resumed.") { name }.WithOutputOptions();
        get.SetAction(async (parse, cancel) =>
        {
            var wanted = parse.GetValue(name)!;
            if (Catalogue.Find(wanted) is not { } entry)
            {
                ModelHub.Find(wanted); // an unknown name gets suggestions
                throw new CommandLineException($"{wanted} is installed already; 'atelier models list' shows what can be downloaded.");
            }

            var report = parse.Report();
            var folder = await report.ProgressAsync(
                entry.Name, show => Download.RunAsync(entry, ModelHub.Downloads, new SynchronousProgress<FetchProgress>(at =>
                    show(
                        $"{at.File}, {(at.Total ?? entry.Megabytes * 1_000_000L) / 1e6:F0} MB",
                        (double)at.Done / Math.Max(at.Done, at.Total ?? entry.Megabytes * 1_000_000L))),
                    cancel));
            report.Result(
                $"{entry.Name} is in {folder}  ({entry.Source}; {entry.Licence})", new { entry.Name, folder, entry.Source, entry.Licence });
            return 0;
        });
        return get;
    }

    private static Command Blend()
    {
        var first = new Argument<string>("first") { Description = "An upscaler, by name or path." };
        var second = new Argument<string>("second") { Description = "Another of the same architecture." };
        var alpha = new NumericOption<double>(0, 1, "--alpha") { Description = "Weight of the second, 0 to 1.", Default = 0.5 };
        var output = new Option<string>("--output", "-o") { Description = "The output weight file (.safetensors).", Required = true };
        var blend = new Command("blend", "Interpolate the weights of two upscalers (deep network interpolation).")
        {
            first, second, alpha, output,
        };
        blend.SetAction(parse =>
        {
            var place = Path.GetExtension(parse.GetValue(output)!) is ".safetensors" ? parse.GetValue(output)!
                : throw new CommandLineException($"Weights are written as .safetensors; '{parse.GetValue(output)}' is no such file.");
            AtomicFile.RequireWritable(place);
            var device = parse.Device();
            var (a, b) = (ModelHub.Find(parse.GetValue(first)!), ModelHub.Find(parse.GetValue(second)!));
            var blended = NetworkInterpolation.Blend(
                UpscalerFile.Renamed(a.Open(), a.Weights),
                parse.GetValue(first)!,
                UpscalerFile.Renamed(b.Open(), b.Weights),
                parse.GetValue(second)!,
                alpha.Get(parse));
            using var network = UpscalerFile.Build(blended, a.Weights); // checks that it is an upscaler
            network.to(device);
            SafeTensors.Write(place, network.state_dict());
            parse.Report().Result(place, new { model = place });
            return 0;
        });
        return blend.WithDeviceOptions();
    }

    private static Command Show()
    {
        var name = new Argument<string>("name") { Description = "A model of the list." };
        var show = new Command("show", "Show a model's card.") { name }.WithOutputOptions();
        show.SetAction(parse =>
        {
            var files = ModelHub.Find(parse.GetValue(name)!);
            var card = Path.Combine(files.Folder, "README.md");
            var text = File.Exists(card)
                ? InputFile.ReadText(card, "a card", (message, inner) => new ModelFileException(message, inner))
                : null;
            parse.Report().Result(text ?? $"{files.Weights} has no card.", new { files.Weights, card = text });
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
            yield return new(
                published?.Name ?? name,
                published?.Kind ?? files.Config.String("kind") ?? "?",
                new FileInfo(files.Weights).Length / 1e6,
                state,
                published?.Licence ?? "see its card",
                files.Folder);
        }

        foreach (var entry in Catalogue.Entries.Where(entry => !here.Contains(entry.FolderName)))
        {
            yield return new(entry.Name, entry.Kind, entry.Megabytes, "available", entry.Licence, entry.Source);
        }
    }

    private sealed record Row(string Name, string Kind, double Megabytes, string State, string Licence, string From);
}
