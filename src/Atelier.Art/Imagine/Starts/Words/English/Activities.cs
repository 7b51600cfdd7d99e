using System.Collections.Frozen;

namespace Atelier.Art.Imagine.Starts.Words.English;

/// <summary>English participles for what somebody does, and how drawings show it.</summary>
internal static class Activities
{
    private static readonly FrozenDictionary<string, string> Tools = new Dictionary<string, string>
    {
        ["fishing"] = "fishing pole", ["angling"] = "fishing pole", ["reading"] = "open book", ["painting"] = "artist palette",
        ["writing"] = "pencil", ["cooking"] = "cooking", ["singing"] = "microphone", ["knitting"] = "yarn", ["sewing"] = "sewing needle",
        ["studying"] = "books", ["shopping"] = "shopping bags", ["drumming"] = "drum", ["camping"] = "tent", ["smoking"] = "cigarette",
        ["eating"] = "fork and knife", ["travelling"] = "luggage", ["traveling"] = "luggage", ["boxing"] = "boxing glove",
        ["cleaning"] = "broom", ["sweeping"] = "broom", ["gardening"] = "watering can", ["mining"] = "pick", ["typing"] = "keyboard",
        ["coding"] = "laptop", ["programming"] = "laptop", ["gaming"] = "video game", ["hiking"] = "backpack", ["stargazing"] = "telescope",
        ["photographing"] = "camera", ["partying"] = "party popper", ["celebrating"] = "party popper",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Vehicles = new Dictionary<string, string>
    {
        ["cycling"] = "bicycle", ["biking"] = "bicycle", ["skateboarding"] = "skateboard", ["skiing"] = "skis", ["skating"] = "ice skate",
        ["sledding"] = "sled", ["sledging"] = "sled", ["canoeing"] = "canoe", ["kayaking"] = "canoe", ["sailing"] = "sailboat",
    }.ToFrozenDictionary();

    private static readonly ILookup<string, string> ByDrawing =
        Tools.Concat(Vehicles).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToLookup(pair => pair.Value, pair => pair.Key);

    // drawn of people, from head to foot
    private static readonly FrozenSet<string> Postures =
        "walking running dancing swimming climbing kneeling surfing rowing cartwheeling juggling biking".Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> Standing = ["man", "woman", "person"];

    /// <summary>The drawing of what somebody has who does this: a book, of reading; null if it needs nothing.</summary>
    public static string? ToolOf(string participle) => Tools.GetValueOrDefault(participle);

    /// <summary>The drawing of what somebody is on who does this; null if it needs nothing.</summary>
    public static string? VehicleOf(string participle) => Vehicles.GetValueOrDefault(participle);

    /// <summary>What somebody does who has a drawing of this, or is on it; none where it may be anything.</summary>
    public static IReadOnlyList<string> With(string drawing) => [.. ByDrawing[drawing]];

    /// <summary>Whether people are drawn who do this.</summary>
    public static bool IsPosture(string participle) => Postures.Contains(participle);

    /// <summary>Whether a drawing shows the head of somebody who is drawn standing, too.</summary>
    public static bool CanStand(string drawing) => Standing.Contains(drawing);
}
