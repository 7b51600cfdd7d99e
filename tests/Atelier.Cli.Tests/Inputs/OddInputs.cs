namespace Atelier.Cli.Tests.Inputs;

/// <summary>The rows of <see cref="OddInputTests"/>: words between spaces, in which · is a space, {in} the folder of
/// <see cref="OddFiles"/>, {out} an empty one, {up} a small upscaler, and {unet} a small U-Net.</summary>
internal static partial class OddInputs
{
    /// <summary>Commands on the files {cut}.KIND, which end too early.</summary>
    public static IReadOnlyList<string> Cut { get; } =
    [
        "upscale {cut}.png --model {up} -o {out}/a.png",
        "upscale {cut}.jpg --model {up} -o {out}/a.png",
        "paint {cut}.png -o {out}/a.png --strokes 3",
        "upscale {cut}.gif --model {up} -o {out}/a.gif",
        "upscale {in}/whole.png --model {cut}.pth -o {out}/a.png",
        "upscale {in}/whole.png --model {cut}.safetensors -o {out}/a.png",
        "paint --replay {cut}.json -o {out}/a.png",
        "train {cut}.yaml -o {out}/run",
    ];

    /// <summary>What is odd, but right.</summary>
    public static IReadOnlyList<string> Accepted { get; } = Lines("""
        upscale {in}/-fox.png --model {up} -o {out}/a.png
        upscale {in}/12:30.png --model {up} -o {out}/12:30.png
        upscale {in}/ünïcødé·🦊.png --model {in}/ünïcødé·🦊.pth -o {out}/ünïcødé·🦊.png
        upscale {in}/[red].png --model {up} -o {out}/[red].png
        upscale {in}/a·b.png --model {up} -o {out}/a·b.png
        upscale {in}/100%.png --model {up} -o {out}/100%.png
        upscale {in}/%d.png --model {up} -o {out}/%d.png
        upscale {in}/it's.png --model {in}/it's.pth -o {out}/it's.png
        upscale {in}/{0}.png --model {up} -o {out}/{0}.png
        upscale {in}/linked.png --model {up} -o {out}/a.png
        upscale {in}/whole.png {in}/whole.jpg --model {up} -o {out}/both
        upscale {in}/whole.png --model {up} --scale 1 -o {out}/a.png
        upscale {in}/whole.png --model {in}/12:30.pth -o {out}/a.png
        upscale -o {out}/a.png --model {up} -- {in}/-fox.png
        paint --replay {in}/-fox.json -o {out}/-fox.png
        paint --replay {in}/12:30.json -o {out}/12:30.png
        paint --replay {in}/[red].json -o {out}/[red].png --svg {out}/[red].svg
        paint --replay {in}/ünïcødé·🦊.json -o {out}/ünïcødé·🦊.png
        train {in}/12:30.yaml -o {out}/12:30
        train {in}/-fox.yaml -o {out}/-fox
        train {in}/[red].yaml -o {out}/[red]
        forward --model {in}/12:30.pth --list
        forward --model {in}/-fox.pth --list
        models blend {up} {in}/[red].pth -o {out}/12:30.safetensors
        """);

    /// <summary>What cannot be.</summary>
    public static IReadOnlyList<string> Refused { get; } = [.. RefusedPictures, .. RefusedModels, .. RefusedNetworks];

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
