using Atelier.Art.Imagine;
using Atelier.Art.Paint;
using Atelier.Cli.Output;
using Atelier.Core;

namespace Atelier.Cli.Tests.Inputs;

/// <summary>The libraries name options by their properties; the command line names them by flags.</summary>
[Collection("console")]
public class RemedyTests
{
    [Fact]
    public void Describe_OfAnOption_NamesItsFlag_AndLeavesPathsAsTheyAre() => Assert.Equal(
        "runs/Iterations/a has done 3 iterations already: --iterations must be more.",
        Remedy.Describe(new OptionException("runs/Iterations/a has done 3 iterations already: Iterations must be more.", "Iterations")));

    [Fact]
    public void Describe_OfSeveralOptions_NamesAllFlags()
    {
        var error = Assert.Throws<OptionException>(() => new PaintJob { Size = -1 }.Validate());

        Assert.Equal("--size is up to 16384, --relief and --texture are 0 to 1.", Remedy.Describe(error));
    }

    [Fact]
    public void Describe_OfOptionsInAFile_NamesTheFlagsOfTheCause()
    {
        var json = new ImagineOptions { Prompt = "a fox", Iterations = 0, CutPower = 99 }.ToJson();

        var error = Assert.Throws<DataFormatException>(() => ImagineOptions.FromJson(json, "run.json"));

        var sentence = Remedy.Describe(error);
        Assert.Contains("--iterations 0 is not between 1 and 1000000", sentence);
        Assert.Contains("--cut-power 99 is not above 0", sentence);
    }

    [Fact]
    public void Describe_OfTooLittleMemory_SaysWhatNeedsLess() => Assert.EndsWith(
        "2 GB are free; a smaller --size or --cutn, or smaller models, need less.",
        Remedy.Describe(new NotEnoughMemoryException("This needs 3 GB, and 2 GB are free.")));

    [Fact]
    public async Task Flags_AreThoseOfTheCommands()
    {
        var help = "";
        foreach (var command in new[] { "imagine", "paint", "upscale", "complete", "evaluate clip", "interpolate", "film", "dream" })
        {
            help += (await Terminal.RunAsync([.. command.Split(' '), "--help"])).Output;
        }

        Assert.All(Remedy.Flags.Values, flag => Assert.Contains(flag, help));
    }
}
