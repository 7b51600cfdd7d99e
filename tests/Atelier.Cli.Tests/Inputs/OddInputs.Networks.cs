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
        dream
        dream {in}/no.png -o {out}/a.png
        dream {in}/whole.png --model {in}/no -o {out}/a.png
        dream {in}/whole.png --model {unet} -o {out}/a.png
        dream {in}/whole.png --model {in}/letter.pt -o {out}/a.png
        dream {in}/whole.png --model resnet18-imagenet -o {out}/a.png
        dream {in}/whole.png --guide {in}/no.png -o {out}/a.png
        dream {in}/whole.png --guide {in}/letter.png -o {out}/a.png
        dream {in}/letter.png -o {out}/a.png
        dream {in}/folder -o {out}/a.png
        dream {in}/bomb.png -o {out}/a.png
        dream {in}/pipe.png -o {out}/a.png
        dream /dev/zero -o {out}/a.png
        dream {in}/whole.png --layer nonsense -o {out}/a.png
        dream {in}/whole.png --layer layer3:nan -o {out}/a.png
        dream {in}/whole.png --octaves 0 -o {out}/a.png
        dream {in}/whole.png --octave-scale NaN -o {out}/a.png
        dream {in}/whole.png --step 1e308 -o {out}/a.png
        dream {in}/whole.png --jitter -1 -o {out}/a.png
        dream {in}/whole.png --precision bf16 -o {out}/a.png
        dream {in}/whole.png -o {in}/whole.png/a.png
        dream --repeat {in}/null-record.png
        """);
}
