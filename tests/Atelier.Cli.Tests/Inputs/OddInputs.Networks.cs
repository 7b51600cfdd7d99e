namespace Atelier.Cli.Tests.Inputs;

/// <summary>Rows of the commands that change a picture by one network.</summary>
internal static partial class OddInputs
{
    private static IReadOnlyList<string> RefusedNetworks => Lines("""
        colour
        colour {in}/no.png --model {unet} -o {out}/a.png
        colour {in}/whole.png -o {out}/a.png
        colour {in}/whole.png --model {in}/no -o {out}/a.png
        colour {in}/whole.png --model clip-glyphs -o {out}/a.png
        colour {in}/whole.png --model {in}/letter.pt -o {out}/a.png
        colour {in}/whole.png --model {in}/nan.safetensors -o {out}/a.png
        colour {in}/letter.png --model {unet} -o {out}/a.png
        colour {in}/folder --model {unet} -o {out}/a.png
        colour {in}/bomb.png --model {unet} -o {out}/a.png
        colour {in}/pipe.png --model {unet} -o {out}/a.png
        colour /dev/zero --model {unet} -o {out}/a.png
        colour {in}/whole.png --model {unet} --size 9999999 -o {out}/a.png
        colour {in}/whole.png --model {unet} --statistics nonsense -o {out}/a.png
        colour {in}/whole.png --model {unet} --precision bf16 -o {out}/a.png
        colour {in}/whole.png --model {unet} -o {in}/whole.png/a.png
        colour {in}/whole.png --model {unet} -o {out}/a.xyz
        colour --repeat {in}/odd-record.png
        """);
}
