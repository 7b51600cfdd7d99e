namespace Atelier.Cli.Tests.Inputs.Every;

/// <summary>Which odd files and places there are for an option or argument, by its name.</summary>
/// <param name="files">The files.</param>
internal sealed class OddPlaces(OddFiles files)
{
    private static readonly string[] s_pictures = ["png", "jpg", "gif", "svg"];
    private static readonly string[] s_models = ["pth", "safetensors", "pt", "param", "bin"];

    // the kinds of files that each name means
    private static readonly Dictionary<string, string[]> s_kinds = new()
    {
        ["pictures"] = s_pictures, ["picture"] = s_pictures, ["image"] = s_pictures, ["stops"] = s_pictures, ["--init-image"] = s_pictures,
        ["--image-prompts"] = s_pictures, ["--mask"] = s_pictures, ["--palette"] = s_pictures, ["--vary"] = s_pictures,
        ["--repeat"] = ["png", "json"], ["--replay"] = ["json"], ["--in"] = ["gif", "mp4", "safetensors"], ["--sound"] = ["mp4", "gif"],
        ["--model"] = s_models, ["--clip"] = s_models, ["--prior"] = s_models, ["--judge"] = s_models, ["--critic"] = s_models,
        ["--blend"] = s_models, ["--vae"] = s_models, ["--lora"] = s_models, ["model"] = s_models, ["first"] = s_models,
        ["second"] = s_models, ["vqgan"] = s_models, ["clip"] = s_models, ["prior"] = s_models,
        ["recipe"] = ["yaml"], ["evaluate probe --data"] = ["yaml", "json"], ["--config"] = ["yaml", "json"],
        ["--prompts-file"] = ["txt", "yaml", "csv"],
        ["--keywords"] = ["txt"], ["file"] = ["txt", "csv"], ["--profile"] = ["yaml"], ["--resume"] = ["yaml"], ["--run"] = ["png"],
        ["run"] = ["yaml"], ["--brushes"] = ["png"],
    };

    // the endings of the files that each output becomes; none for a folder
    private static readonly Dictionary<string, string> s_outputs = new()
    {
        ["--output"] = ".png", ["--film"] = ".mp4", ["--svg"] = ".svg", ["--save-strokes"] = ".json", ["--sheet"] = ".png",
        ["--out"] = ".safetensors", ["--runs"] = "", ["--data"] = "", ["folder"] = "", ["train --output"] = "",
        ["train pack --output"] = "", ["models blend --output"] = ".safetensors", ["film --output"] = ".mp4",
        ["interpolate --output"] = ".gif",
    };

    // words that no server is started by
    private static readonly string[] s_addresses =
    [
        "nonsense", "127.0.0.1:99999", ":", ":80", "[::1", "256.0.0.1:80", "-1", "99999", " ", "🦊:80", "1:2:3", "http://127.0.0.1:80",
        "NaN", "8.8.8.8:80", "127.0.0.1:-1", "a:b",
    ];

    /// <summary>Odd inputs, or null if the name means no file.</summary>
    public IReadOnlyList<string>? For(IReadOnlyList<string> command, string name)
    {
        if (name is "--listen" or "studio")
        {
            return [.. s_addresses.Where(address => name != "studio" || !address.StartsWith("http", StringComparison.Ordinal))];
        }

        if (!(s_kinds.TryGetValue($"{string.Join(' ', command)} {name}", out var kinds) || s_kinds.TryGetValue(name, out kinds)))
        {
            return null;
        }

        return
        [
            .. Directory.EnumerateFiles(files.Folder).Where(file => kinds.Contains(Path.GetExtension(file).TrimStart('.')))
                .Except(kinds.Select(kind => files.In("whole." + kind))),
            .. Directory.EnumerateDirectories(files.Folder).Where(folder => folder != files.Out),
            .. kinds.Select(kind => files.In("not-there." + kind)), files.In("whole.png/a." + kinds[0]), files.In(new string('x', 300)),
            files.In("not\nthere"), .. ((string[])["whole.png", "whole.pth", "whole.json", "letter.txt"]).Select(files.In),
            "/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/proc/self/mem", "/proc/self", "/", ".", "..", "~", "-", "", " ", "-fox",
            "--fox", "12:30", ":", "🦊", "\u202Efox", "[red]", "{0}", "%s", "*", "null", "NaN", "file:/etc/passwd",
            "http://localhost:1/a.png", "../../../etc/passwd", new string('x', 10_000),
        ];
    }

    /// <summary>Places where no file can be, for root either, or null if the name means no output.</summary>
    public IReadOnlyList<string>? Outputs(IReadOnlyList<string> command, string name) =>
        s_outputs.TryGetValue($"{string.Join(' ', command)} {name}", out var ending) || s_outputs.TryGetValue(name, out ending)
        ? [
            $"/proc/a{ending}", $"/proc/self/a{ending}", $"/sys/a{ending}", $"/dev/full/a{ending}", $"/dev/null/a{ending}", "/dev/full",
            "/dev/null", files.In($"whole.png/a{ending}"), files.In($"loop.png/a{ending}"), files.In(new string('x', 300) + ending), "",
            files.In("whole.png/"), ending.Length > 0 ? files.In("folder") : files.In("whole.png"),
            .. ending.Length > 0 ? (string[])["/", ".", ".."] : [],
        ]
        : null;
}
