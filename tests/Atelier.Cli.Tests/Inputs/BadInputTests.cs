using System.IO.Compression;
using Atelier.Imaging.Tests;
using Atelier.Tests;

namespace Atelier.Cli.Tests.Inputs;

/// <summary>Whatever a person asks wrongly: one sentence, exit code 2, nothing half-written.</summary>
[Collection("console")]
public sealed class BadInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-bad-").FullName;
    private readonly string? _cache = Environment.GetEnvironmentVariable("ATELIER_CACHE");

    public BadInputTests() => Environment.SetEnvironmentVariable("ATELIER_CACHE", Path.Combine(_folder, "cache")); // nothing downloaded

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ATELIER_CACHE", _cache);
        Directory.Delete(_folder, recursive: true);
    }

    public static TheoryData<string[], string> Cases => new()
    {
        { ["imagine", ""], "A prompt is empty" },
        { ["imagine", "a fox:nan"], "no weight" },
        { ["imagine", "a fox:1e400"], "no weight" },
        { ["imagine", "a fox:1:2:3"], "three numbers" },
        { ["imagine", "a fox|"], "empty" },
        { ["imagine", "xqzzt castl"], "know no word of this prompt, 'xqzzt' and 'castl'" },
        { ["imagine", "\"a fox"], "quotation mark" },
        { ["imagine", "a fox", "--size", "big"], "not understood" },
        { ["imagine", "a fox", "--size", "99999"], "between 16 and 8192" },
        { ["imagine", "a fox", "--model", "vqgan-glyps"], "no model or file 'vqgan-glyps'" },
        { ["imagine", "a fox", "--iterations", "many"], "--iterations 'many' is not a whole number" },
        { ["imagine", "a fox", "--init-image", "{folder}/none.png"], "there is no picture" },
        { ["imagine", "--repeat", "{folder}/plain.png"], "carries no parameters" },
        { ["imagine", "--resume", "{folder}"], "is no run" },
        { ["forward", "--model", "{folder}/missing.pt", "--list"], "There is no model or file" },
        { ["forward", "--model", "{folder}/text.pt", "--list"], "no weight file" },
        { ["forward", "--model", "{folder}/cut.safetensors", "--list"], "is cut short or inconsistent" },
        { ["forward", "--model", "{folder}/evil.pt", "--list"], "asks to run posix.system" },
        { ["forward", "--model", "{folder}/cut.zip.pt", "--list"], "damaged" },
        { ["score", "{folder}/text.pt", "a fox"], "is no picture" },
        { ["bench", "imagine", "--precision", "fp8"], "--precision 'fp8' is none of" },
        { ["evaluate", "clip", "clip-glyphs", "--pictures", "0"], "--pictures '0' is not a whole number from 1 to" },
        { ["evaluate", "upscaler", "upscale-glyphs", "{folder}/plain.png", "{folder}/none.png"], "There is no file" },
        { ["evaluate", "vqgan", "vqgan-glyps"], "no model or file 'vqgan-glyps'" },
        { ["imagine", "a fox", "--device", "cuda:99"], "not on this machine" },
        { ["score", "{folder}/plain.png", "a fox", "--device", "tpu"], "cpu, cuda or cuda:N" },
        { ["paint"], "Give a picture to paint" },
        { ["paint", "{folder}/none.png"], "There is no file" },
        { ["paint", "{folder}/text.pt"], "is no picture" },
        { ["paint", "{folder}/plain.png", "--style", "cubist"], "--style 'cubist' is none of oil" },
        { ["paint", "{folder}/plain.png", "-o", "{folder}/a.bmp"], "Paintings are written as .png" },
        { ["paint", "{folder}/plain.png", "--film", "{folder}/a.avi"], "Films are written as" },
        { ["paint", "{folder}/plain.png", "--detail", "9"], "--detail '9' is not a whole number from -6 to 2" },
        { ["paint", "{folder}/plain.png", "--brushes", "{folder}/none"], "no brush folder" },
        { ["paint", "--replay", "{folder}/text.pt"], "broken JSON" },
        { ["upscale", "{folder}/none.png"], "There is no file" },
        { ["upscale", "{folder}/text.pt", "--model", "{upscaler}"], "is no picture" },
        { ["upscale", "{folder}/plain.png", "--scale", "0.5"], "--scale '0.5' is not a number from 1 to 16" },
        { ["upscale", "{folder}/plain.png", "--tile", "3"], "--tile is 0 or at least 16 pixels" },
        { ["upscale", "{folder}/plain.png", "-o", "{folder}/a.bmp"], "Pictures are written as .png" },
        { ["upscale", "{folder}/*.jpg"], "No picture fits" },
        { ["upscale", "{folder}/plain.png", "--model", "clip-glyphs"], "holds no upscaler" },
        { ["upscale", "{folder}/plain.png", "--model", "{upscaler}", "--precision", "fp8"], "--precision 'fp8' is none of" },
        { ["imagine", "a fox", "--clip", "ViT-B/32"], "atelier models get ViT-B/32" },
        { ["score", "{folder}/plain.png", "a fox", "--clip", "vit-l-14"], "atelier models get ViT-L/14" },
        { ["models", "get", "ViT-B/33"], "did you mean ViT-B/32" },
        { ["imagine", "a fox", "--init-image", "{folder}/huge.png"], "100000 × 100000 pixels" },
        { ["imagine", "a fox", "--image-prompts", "{folder}/huge.png"], "100000 × 100000 pixels" },
        { ["score", "{folder}/huge.png", "a fox"], "100000 × 100000 pixels" },
        { ["reconstruct", "{folder}/huge.png", "-o", "{folder}/out.png"], "100000 × 100000 pixels" },
        { ["imagine", "a fox", "-o", "/proc/self/fox.png"], "Cannot write" }, // read-only even for root
        { ["imagine", "a fox", "-o", "{folder}/fox.bmp"], "Pictures are written as .png" },
        { ["reconstruct", "{folder}/plain.png", "-o", "/proc/self/fox.png"], "Cannot write" },
        { ["imagine", "a fox", "--augments", "Zz"], "--augments Zz is not known" },
        { ["nonsense"], "There is no command 'nonsense'" },
        { ["imagin", "a fox"], "did you mean imagine?" },
        { ["models", "lst"], "did you mean list?" },
        { ["imagine", "a fox", "--iteration", "3"], "did you mean --iterations?" },
        { ["imagine", "-p", "a fox"], "no option '-p'" },
        { ["imagine", "a fox", "--seed", "abc"], "--seed 'abc' is not a whole number from 0 to 4294967295" },
        { ["imagine", "a fox", "--seed", "-1"], "--seed '-1' is not a whole number from" },
        { ["imagine", "a fox", "--seed", "4294967296"], "--seed '4294967296' is not a whole number from" },
        { ["imagine", "a fox", "--init", "nonsense"], "is none of best, stored, codes" },
        { ["imagine", "a fox", "--optimizer", "99"], "is none of adam" },
        { ["imagine", "a fox", "--size"], "--size needs a value" },
        { ["imagine", "a fox", "--clip", ""], "--clip is empty" },
        { ["imagine", "a fox", "--seed", "1", "--seed", "2"], "--seed is given 2 times" },
        { ["score"], "needs <picture>" },
        { ["imagine", "a fox", "-i", "0"], "--iterations '0' is not a whole number from" },
        { ["imagine", "a fox", "-lr", "0"], "--learning-rate '0' is not a number from" },
        { ["imagine", "a fox", "-cuts", "0"], "--cutn '0' is not a whole number from" },
        { ["imagine", "a fox", "--size", "0"], "not understood" },
        { ["imagine", "a fox", "--anchor", "-5"], "--anchor '-5' is not a number from" },
        { ["imagine", "a fox", "--anchor", "nan"], "--anchor 'nan' is not a number from" },
        { ["imagine", "a fox", "--init-weight", "1e999"], "--init-weight '1e999' is not a number from" },
        { ["imagine", "a fox", "--total-variation", "-1"], "--total-variation '-1' is not a number from" },
        { ["imagine", "a fox", "--code-commitment", "NaN"], "--code-commitment 'NaN' is not a number from" },
        { ["imagine", "a fox", "--patience", "-1"], "--patience '-1' is not a whole number from" },
        { ["imagine", "a fox", "--upscale", "99"], "--upscale '99' is not a number from" },
        { ["imagine", "a fox", "--threads", "0"], "--threads '0' is not a whole number from" },
        { ["sample", "prior-glyphs", "--temperature", "inf"], "--temperature 'inf' is not a number from" },
        { ["sample"], "needs <model>" },
        { ["imagine", "a fox", "--no-augment", "--augments", "Ji"], "--augments has no effect beside --no-augment" },
        { ["imagine", "a fox", "--init", "codes", "--candidates", "3"], "--candidates has no effect beside --init codes" },
        { ["imagine", "a fox", "--init-image", "{folder}/plain.png", "--init", "codes"], "--init-noise has no effect beside --init-image" },
        { ["imagine", "a fox", "--cut-method", "pooled", "--cut-power", "2"], "--cut-power has no effect" },
        { ["imagine", "--resume", "{folder}", "--repeat", "{folder}/plain.png"], "--repeat has no effect beside --resume" },
        { ["imagine", "a pear", "--resume", "{folder}", "--size", "64"], "leave out the prompt and --size" },
        { ["paint", "{folder}/plain.png", "--fps", "3"], "--fps has no effect without --film" },
        { ["paint", "{folder}/plain.png", "--hold", "3"], "--hold has no effect without --towards" },
        { ["paint", "--replay", "{folder}/text.pt", "--style", "ink"], "--style has no effect beside --replay" },
        { ["paint", "--repeat", "{folder}/plain.png"], "carries no parameters" },
        { ["upscale", "{folder}/plain.png", "--alpha", "0.5"], "--alpha has no effect without --blend" },
        { ["upscale", "{folder}/plain.png", "-o", "/proc/self/a.png"], "Cannot write" },
        { ["sample", "prior-glyphs", "-o", "/proc/self/a.png"], "Cannot write" },
        { ["paint", Golden.Locate("pictures", "moving.gif")!], "holds 2 pictures, not one" },
        { ["paint", "{folder}/plain.png", "--svg", "/proc/self/a.svg"], "Cannot write" },
        { ["train", "--resume", "{folder}"], "nothing to resume" },
        { ["train", Recipe("painter"), "--set", "training.steps=x"], "--set: training.steps is 'x'" },
        { ["train", Recipe("painter"), "--set", "nonsense"], "--set: 'nonsense' is not of the form key=value" },
        { ["train", Recipe("vqgan-glyphs")], "'atelier data build glyphs' makes the data set" },
        { ["imagine", "a fox", "--nonsense"], "has no option '--nonsense'" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Run_AskedWrongly_SaysOneSentenceAndExitsWithTwo(string[] arguments, string expected)
    {
        Prepare();
        var runs = Path.Combine(_folder, "runs");
        string[] replaced = [.. arguments.Select(
            argument => argument.Replace("{folder}", _folder).Replace("{upscaler}", Golden.Locate("rrdb-tiny", "srvgg.pth")))];

        var (code, output, error) = await Terminal.RunAsync([.. replaced, .. arguments[0] == "imagine" ? (string[])["--runs", runs] : []]);

        Assert.All(replaced, argument => Assert.DoesNotContain(expected, argument)); // words of ours, no echo
        Assert.Equal(2, code);
        Assert.Contains(expected, error);
        Assert.Equal("", output);
        Assert.DoesNotContain("   at ", error);
        Assert.Single(error.Trim().Split('\n'));
        Assert.False(Directory.Exists(runs), "something was written");
    }

    private static string Recipe(string name) => Path.Combine(Golden.Root, "recipes", name + ".yaml");

    private void Prepare()
    {
        File.WriteAllText(Path.Combine(_folder, "text.pt"), "this is a letter, not a network");
        Imaging.Pictures.Picture.Blank(8, 8, Imaging.Colour.White).Save(Path.Combine(_folder, "plain.png"));
        File.WriteAllBytes(Path.Combine(_folder, "huge.png"), PngFile.Make(100_000, 100_000, 8, PngFile.Rgb, new byte[300]));
        var whole = File.ReadAllBytes(Golden.Locate("clip-vit-tiny", "model.safetensors")!);
        File.WriteAllBytes(Path.Combine(_folder, "cut.safetensors"), whole[..(whole.Length / 2)]);
        var zip = File.ReadAllBytes(Golden.Locate("clip-rn-tiny", "clip-rn-tiny.jit.pt")!);
        File.WriteAllBytes(Path.Combine(_folder, "cut.zip.pt"), zip[..(zip.Length / 2)]);
        using var archive = ZipFile.Open(Path.Combine(_folder, "evil.pt"), ZipArchiveMode.Create);
        using var pickle = archive.CreateEntry("evil/data.pkl").Open();
        pickle.Write("\u0080\u0002cposix\nsystem\nX\u0006\0\0\0rm -rf\u0085R.".Select(letter => (byte)letter).ToArray());
    }
}
