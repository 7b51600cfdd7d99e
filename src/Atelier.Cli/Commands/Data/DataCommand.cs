using System.CommandLine;
using Atelier.Training.Data;

namespace Atelier.Cli.Commands;

/// <summary><c>atelier data build glyphs</c>: the data set the shipped models are trained on.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var glyphs = new Command("glyphs", "Fetch the openly licensed drawings from npm and Debian and draw them (72 MB to fetch, 800 MB on disk).");
        glyphs.SetAction(async (_, cancel) =>
        {
            var built = await TerminalBar.RunAsync("glyphs", report => GlyphDataset.BuildAsync(progress: new Immediate<BuildProgress>(progress => report(progress.Step, progress.Share)), cancel: cancel));
            Console.WriteLine($"{built.Glyphs} drawings in {GlyphDataset.Folder}{(built.Skipped.Count > 0 ? $"; left out: {string.Join(", ", built.Skipped)}" : "")}");
            return 0;
        });
        var tiles = new Command("glyph-tiles", "Draw a third of them large and cut tiles of 128 × 128, for upscalers.");
        tiles.SetAction(async (_, cancel) =>
        {
            var count = await TerminalBar.RunAsync("glyph tiles", report => GlyphTiles.BuildAsync(progress: new Immediate<BuildProgress>(progress => report(progress.Step, progress.Share)), cancel: cancel));
            Console.WriteLine($"{count} tiles in {GlyphTiles.Folder}");
            return 0;
        });
        return new Command("data", "Data sets.") { new Command("build", "Build a data set.") { glyphs, tiles } };
    }
}
