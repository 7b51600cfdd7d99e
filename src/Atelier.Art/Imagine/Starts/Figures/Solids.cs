using System.Text;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts.Figures;

/// <summary>Draws cubes, spheres, cones, cylinders and pyramids, of which there are no stored drawings.</summary>
internal static class Solids
{
    private const string Sphere = "<circle cx='64' cy='64' r='46' fill='{1}'/>"
        + "<circle cx='64' cy='64' r='46' fill='url(#shade)'/><ellipse cx='48' cy='42' rx='13' ry='9' fill='{0}'/>";

    private static readonly Dictionary<string, string> All = new()
    {
        ["cube"] = "<path d='M64,16 L106,38 L64,60 L22,38z' fill='{0}'/><path d='M22,38 L64,60 V112 L22,88z' fill='{1}'/>"
            + "<path d='M106,38 L64,60 V112 L106,88z' fill='{2}'/>",
        ["sphere"] = Sphere,
        ["orb"] = Sphere,
        ["cone"] = "<path d='M64,14 L20,100 a44,12 0 0 0 88,0z' fill='{1}'/><path d='M64,14 L72,112 a44,12 0 0 0 36,-12z' fill='{2}'/>",
        ["cylinder"] = "<path d='M26,30 V98 a38,13 0 0 0 76,0 V30z' fill='{1}'/><path d='M74,42 V111 a38,13 0 0 0 28,-13 V30z' fill='{2}'/>"
            + "<ellipse cx='64' cy='30' rx='38' ry='13' fill='{0}'/>",
        ["pyramid"] = "<path d='M70,16 L14,100 L78,114z' fill='{1}'/><path d='M70,16 L78,114 L114,92z' fill='{2}'/>",
    };

    /// <summary>The solid that a prompt names; null if its thing is another.</summary>
    public static string? Of(PromptReading reading)
    {
        Term[] terms = [.. reading.Terms];
        var thing = terms.Where(term => term.Kind == TermKind.Noun).MaxBy(term => term.Weight);
        var at = Array.IndexOf(terms, thing);
        return thing is null || (at > 0 && terms[at - 1].Kind == TermKind.Noun) ? null // a strawberry ice cream cone
            : EnglishForms.Enumerate(thing.English).FirstOrDefault(All.ContainsKey);
    }

    /// <summary>A solid, [1, 3, 128, 128] in [0, 1] on white, lit from above.</summary>
    /// <param name="solid">What <see cref="Of(PromptReading)"/> found.</param>
    /// <param name="colourName">Its colour, one of the palette; null for one that suits it.</param>
    public static Tensor Draw(string solid, string? colourName)
    {
        var (_, red, green, blue) = Palette.Find(colourName ?? (solid == "pyramid" ? "yellow" : "light blue"))!.Value;
        var colour = new Colour(red, green, blue);
        var elements = All[solid].Replace("{0}", Shade(colour, 0.55)).Replace("{1}", colour.ToHex()).Replace("{2}", Shade(colour, -0.3));
        var svg = "<svg xmlns='http://www.w3.org/2000/svg' width='128' height='128'><radialGradient id='shade' cx='0.36' cy='0.3' r='0.75'>"
            + "<stop offset='0.5' stop-opacity='0'/><stop offset='1' stop-opacity='0.35'/></radialGradient>"
            + $"<rect width='128' height='128' fill='#fff'/>{elements}</svg>";
        return Picture.Decode(Encoding.UTF8.GetBytes(svg), "a solid").ToTensor();
    }

    // towards white or black
    private static string Shade(Colour colour, double towardsWhite)
    {
        return new Colour(Part(colour.Red), Part(colour.Green), Part(colour.Blue)).ToHex();

        byte Part(byte value) => (byte)(value + (Math.Abs(towardsWhite) * ((towardsWhite > 0 ? 255 : 0) - value)));
    }
}
