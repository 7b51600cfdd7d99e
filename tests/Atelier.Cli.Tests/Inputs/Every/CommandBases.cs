namespace Atelier.Cli.Tests.Inputs.Every;

/// <summary>A line of each command that works and takes little, in the words of <see cref="OddInputs"/>; NAME:=value is an argument's
/// value, {toys} the folder of toy models, {trained} that of trained runs, and {port} one where another server answers.</summary>
internal static class CommandBases
{
    private const string Toys = "--model {toys}/vqgan-toy --clip {toys}/clip-toy";
    private const string Imagined = $"{Toys} --runs {{out}} -i 1 --seed 1";

    /// <summary>By the command's path.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["imagine"] = $"prompt:=red·apple {Imagined}",
        ["breed"] = $"pictures:={{in}}/whole.png pictures:={{in}}/linked.png --words red·apple {Imagined} -n 1",
        ["grid"] = $"prompt:=red·apple {Imagined} --x seed=1,2",
        ["create"] = $"prompt:=red·apple {Imagined} --ideas 1",
        ["history"] = "words:=apple --runs {out}",
        ["paint"] = "image:={in}/whole.png --model {toys}/painter-toy --strokes 3 -o {out}/a.png",
        ["dream"] = "picture:={in}/whole.png --model {toys}/clip-toy --octaves 1 --iterations 1 --size 64 -o {out}/a.png",
        ["upscale"] = "pictures:={in}/whole.png --model {up} -o {out}/a.png",
        ["interpolate"] = "stops:={in}/whole.png stops:={in}/linked.png --model {toys}/vqgan-toy --frames 2 -o {out}/a.gif",
        ["film"] = "story:={in}/whole.png·^·{in}/linked.png --model {toys}/vqgan-toy --seconds 0.1 -o {out}/a.gif",
        ["sample"] = "model:={trained}/prior -n 1 --class 2 -o {out}/a.png",
        ["complete"] = "picture:={trained}/whole.png --model {trained}/prior --keep left:1/2 --class 1 -n 1 -o {out}/a.png",
        ["score"] = "picture:={in}/whole.png texts:=red texts:=blue --clip {toys}/clip-toy",
        ["reconstruct"] = "picture:={in}/whole.png --model {toys}/vqgan-toy -o {out}/a.png",
        ["models list"] = "",
        ["models get"] = "name:=not-there",
        ["models show"] = "name:=painter",
        ["models blend"] = "first:={up} second:={up} -o {out}/a.safetensors",
        ["train"] = "recipe:={in}/whole.yaml -o {out}/run",
        ["train pack"] = "runs:={trained}/codec -o {out}/model",
        ["train starts"] = "vqgan:={toys}/vqgan-toy clip:={toys}/clip-toy",
        ["evaluate clip"] = "model:={toys}/clip-toy --pictures 2",
        ["evaluate vqgan"] = "model:={toys}/vqgan-toy --pictures 2",
        ["evaluate painter"] = "model:={toys}/painter-toy",
        ["evaluate upscaler"] = "model:={up} pictures:={trained}/large.png",
        ["evaluate run"] = "run:={trained}/codec --count 4",
        ["evaluate completion"] = "prior:={trained}/prior --classifier {trained}/classifier --count 1 --draws 1",
        ["evaluate probe"] = "model:={trained}/codec --data {trained}/codec.yaml --count 20",
        ["forward"] = "--model {up} --function upscale --in {trained}/in.safetensors --out {out}/a.safetensors",
        ["studio"] = "--listen 127.0.0.1:{port} --no-worker --data {out}/studio",
        ["studio key"] = "name:=fox --data {out}/studio",
        ["studio backup"] = "folder:={out}/backup --data {trained}/studio",
        ["work"] = "studio:=http://127.0.0.1:{port} --quiet",
        ["bench prompts"] = "file:={in}/letter.txt --clip {toys}/clip-toy --runs {out}/runs -o {out}/a.png",
        ["bench paint"] = "pictures:={trained}/large.png --model {toys}/painter-toy --size 32",
        ["bench training"] = "recipe:={in}/whole.yaml --steps 1 --precision fp32",
    };

    /// <summary>What an option needs beside it, by the command's path and the option.</summary>
    public static IReadOnlyDictionary<string, string> Beside { get; } = new Dictionary<string, string>
    {
        ["paint --towards"] = "--clip {toys}/clip-toy -i 1",
        ["paint --clip"] = "--towards red -i 1",
        ["paint --hold"] = "--towards red --clip {toys}/clip-toy -i 1",
        ["paint --iterations"] = "--towards red --clip {toys}/clip-toy",
        ["paint --duration"] = "--film {out}/a.gif",
        ["paint --pause"] = "--film {out}/a.gif",
        ["paint --fps"] = "--film {out}/a.gif",
        ["paint --film-size"] = "--film {out}/a.gif",
        ["upscale --alpha"] = "--blend {up}",
        ["interpolate --clip"] = "--through clip --frame-iterations 1",
        ["interpolate --frame-iterations"] = "--through clip --clip {toys}/clip-toy",
        ["film --clip"] = "--through clip --frame-iterations 1",
    };

    /// <summary>The commands whose lines are right, but are refused here: by another server, or since nothing is fetched.</summary>
    public static IReadOnlySet<string> Refused { get; } = new HashSet<string>
    {
        "studio", "work", "models get", "train starts", "evaluate clip", "evaluate vqgan",
    };

    /// <summary>The commands of which only what is refused is asked.</summary>
    public static IReadOnlySet<string> Refusing { get; } = new HashSet<string>
    {
        "data build glyphs", "data build glyph-tiles", "doctor", "bench imagine", "bench upscale", "bench diffusion", "bench prompts",
    };
}
