using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Imaging;

namespace Atelier.Cli.Commands.Data;

/// <summary><c>atelier data build glyphs</c>: builds the data set of the shipped models.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var side = new NumericOption<int>(32, 1024, "--side")
        {
            Description = "Side of the drawings; the shipped models are trained on those of 128.", Default = GlyphSet.DefaultSide,
        };
        var glyphs = new Command(
            "glyphs", "Download the openly licensed drawings from npm and Debian and render them (82 MB to download, 800 MB on disk).")
        {
            side,
        }.WithOutputOptions();
        glyphs.SetAction(async (parse, cancel) =>
        {
            var report = parse.Report();
            var folder = GlyphDataset.FolderOf(side.Get(parse));
            var built =
                await report.ProgressAsync("glyphs", show => GlyphDataset.BuildAsync(
                    folder, side.Get(parse),
                    new SynchronousProgress<BuildProgress>(progress => show(progress.Step, progress.Share)), cancel));
            report.Result(
                $"{built.Glyphs} drawings in " +
                $"{folder}{(built.Skipped.Count > 0 ? $"; left out: {string.Join(", ", built.Skipped)}" : "")}",
                new { drawings = built.Glyphs, folder, skipped = built.Skipped });
        });
        var every = new NumericOption<int>(1, 1000, "--every") { Description = "Use every n-th drawing.", Default = 3 };
        var tiles = new Command("glyph-tiles", "Render some of them large and cut tiles of 128 × 128, for upscalers.") { every }
            .WithOutputOptions();
        tiles.SetAction(async (parse, cancel) =>
        {
            var report = parse.Report();
            var count =
                await report.ProgressAsync("glyph tiles", show => GlyphTiles.BuildAsync(
                    every: every.Get(parse),
                    progress: new SynchronousProgress<BuildProgress>(progress => show(progress.Step, progress.Share)),
                    cancel: cancel));
            report.Result($"{count} tiles in {GlyphTiles.Folder}", new { tiles = count, folder = GlyphTiles.Folder });
        });
        var photographs = new Argument<string[]>("photographs")
        {
            Description = "Large photographs, or a folder of them.", Arity = ArgumentArity.OneOrMore,
        };
        var photos = new Command("photo-tiles", "Cut tiles of 128 × 128 from photographs at several scales, for upscalers.")
        {
            photographs,
        };
        photos.WithOutputOptions().SetAction((parse, cancel) => Task.Run(() =>
        {
            var report = parse.Report();
            var files = parse.GetValue(photographs)!
                .SelectMany(path => Directory.Exists(path) ? MediaFolder.List(path, MediaUse.Picture) : [path]).ToList();
            var count = report.Progress("photo tiles", show => PictureTiles.Build(
                files, progress: new SynchronousProgress<BuildProgress>(progress => show(progress.Step, progress.Share)), cancel: cancel));
            report.Result($"{count} tiles in {PictureTiles.Folder}", new { tiles = count, folder = PictureTiles.Folder });
        }, cancel));
        return new Command("data", "Data sets.") { new Command("build", "Build a data set.") { glyphs, tiles, photos } };
    }
}
