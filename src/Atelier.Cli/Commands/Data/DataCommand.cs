using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Core;
using Atelier.Glyphs;

namespace Atelier.Cli.Commands.Data;

/// <summary><c>atelier data build glyphs</c>: builds the data set of the shipped models.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var glyphs = new Command(
            "glyphs", "Download the openly licensed drawings from npm and Debian and render them (72 MB to download, 800 MB on disk).")
            .WithOutputOptions();
        glyphs.SetAction(async (parse, cancel) =>
        {
            var report = parse.Report();
            var built =
                await report.ProgressAsync("glyphs", show => GlyphDataset.BuildAsync(
                    progress: new SynchronousProgress<BuildProgress>(progress => show(progress.Step, progress.Share)), cancel: cancel));
            report.Result(
                $"{built.Glyphs} drawings in " +
                $"{GlyphDataset.Folder}{(built.Skipped.Count > 0 ? $"; left out: {string.Join(", ", built.Skipped)}" : "")}",
                new { drawings = built.Glyphs, folder = GlyphDataset.Folder, skipped = built.Skipped });
        });
        var tiles = new Command("glyph-tiles", "Render a third of them large and cut tiles of 128 × 128, for upscalers.")
            .WithOutputOptions();
        tiles.SetAction(async (parse, cancel) =>
        {
            var report = parse.Report();
            var count =
                await report.ProgressAsync("glyph tiles", show => GlyphTiles.BuildAsync(
                    progress: new SynchronousProgress<BuildProgress>(progress => show(progress.Step, progress.Share)), cancel: cancel));
            report.Result($"{count} tiles in {GlyphTiles.Folder}", new { tiles = count, folder = GlyphTiles.Folder });
        });
        return new Command("data", "Data sets.") { new Command("build", "Build a data set.") { glyphs, tiles } };
    }
}
