using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Imaging.Tests;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests.Inputs;

/// <summary>A folder of files that are missing something, or too much of it, made once for all rows of
/// <see cref="OddInputTests"/>.</summary>
public sealed class OddFiles : IDisposable
{
    public const int Places = 20; // at which each format is cut
    private const string Strokes = """
        {"format": "atelier-strokes", "version": 1, "width": 8, "height": 8, "style": "oil", "brushes": null, "ground": "#ffffff",
         "palette": ["#ff0000"], "columns": ["x", "y", "length", "thickness", "angle", "red", "green", "blue", "level", "mark"],
         "strokes": [[0.5, 0.5, 0.3, 0.1, 0, 1, 0, 0, 0, 0], [0.2, 0.5, 0.3, 0.1, 1.5, 1, 0.5, 0, 1, 0]]}
        """;

    private readonly TinyData _data = new();

    public OddFiles()
    {
        Directory.CreateDirectory(Out);
        Directory.CreateDirectory(In("folder/inner"));
        Directory.CreateDirectory(In("nothing"));
        Whole();
        Cut();
        Names();
        Pictures();
        Texts();
        Weights();
        if (!OperatingSystem.IsWindows())
        {
            Links();
        }
    }

    /// <summary>The folder.</summary>
    public string Folder => _data.Folder;

    /// <summary>Where results go; empty before and after each row.</summary>
    public string Out => In("out");

    public string In(string name) => Path.Combine(Folder, name);

    /// <summary>All that is in the folder.</summary>
    public ISet<string> Listing() => Directory.EnumerateFileSystemEntries(
        Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).ToHashSet();

    public void Dispose() => _data.Dispose();

    private void Whole()
    {
        var picture = new Picture(16, 12, 3, [.. Enumerable.Range(0, 16 * 12 * 3).Select(i => (byte)(i * 7))]);
        picture.Save(In("whole.png"));
        picture.Save(In("whole.jpg"));
        File.Copy(Golden.Locate("pictures", "moving.gif")!, In("whole.gif"));
        File.Copy(Golden.Locate("rrdb-tiny", "srvgg.pth")!, In("whole.pth"));
        SafeTensors.Write(
            In("whole.safetensors"), WeightFile.Open(In("whole.pth")).ToDictionary(pair => pair.Key, pair => pair.Value.Read()));
        File.WriteAllText(In("whole.json"), Strokes);
        File.WriteAllText(In("whole.yaml"), $$"""
            training: {steps: 1, batch: 4, test_pictures: 4}
            data: {source: idx, path: {{_data.Idx()}}, size: 8, channels: 1}
            model: {kind: autoencoder, channels: [4, 4], code_channels: 2}
            """);
    }

    private void Cut()
    {
        foreach (var kind in new[] { "png", "jpg", "gif", "pth", "safetensors", "json", "yaml" })
        {
            var bytes = File.ReadAllBytes(In("whole." + kind));
            for (var place = 0; place < Places; place++)
            {
                File.WriteAllBytes(In($"cut{place}.{kind}"), bytes[..(bytes.Length * place / Places)]);
            }
        }
    }

    private void Names()
    {
        foreach (var name in (string[])
                 [
                     "-fox", "12:30", "ünïcødé 🦊", "[red]", "a b", "100%", "%d", "it's", "e\u0301", "\u202Efox", "*",
                     "a\nb", "{0}", new string('x', 250),
                 ])
        {
            foreach (var kind in (string[])["png", "json", "pth", "yaml"])
            {
                if (Encoding.UTF8.GetByteCount($"{name}.{kind}") <= 255)
                {
                    File.Copy(In("whole." + kind), In($"{name}.{kind}"));
                }
            }
        }
    }

    private void Pictures()
    {
        File.WriteAllBytes(In("huge.png"), PngFile.Make(100_000, 100_000, 8, PngFile.Rgb, new byte[300]));
        File.WriteAllBytes(In("no-pixels.png"), PngFile.Make(0, 0, 8, PngFile.Rgb, []));
        var lines = PngFile.Make(60_000, 20_000, 1, PngFile.Grey, new byte[60_000 / 8]); // 1,200 million pixels in some KB
        File.WriteAllBytes(In("bomb.png"), lines);
        Save("null-options.png", """{"prompt": null, "clip": [null], "model": null, "seed": null}""");
        Save("deep-options.png", new string('[', 20_000));
        Save("null-record.png", """{"command": "upscale", "said": {"--scale": null}, "weights": {}}""");
        Save("odd-record.png", """{"command": "upscale", "said": {"--nonsense": ["1"], "pictures": []}, "weights": {}}""");
        Save("text-options.png", "not json");
        File.WriteAllText(In("letter.png"), "this is a letter, no picture");
        File.WriteAllText(In("letter.mp4"), "this is a letter, no film");
        File.WriteAllText(
            In("bomb.svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='9999999' height='9999999'><rect width='9' height='9'/></svg>");

        void Save(string name, string parameters) =>
            Picture.Blank(8, 8, Colour.White).Save(In(name), new Dictionary<string, string> { ["parameters"] = parameters });
    }

    private void Texts()
    {
        foreach (var kind in (string[])["txt", "csv", "pt", "param", "bin"])
        {
            File.WriteAllText(In("empty." + kind), "");
        }

        File.WriteAllText(In("letter.txt"), "a letter");
        File.WriteAllText(In("letter.pt"), "a letter");
        foreach (var (name, old, changed) in (ReadOnlySpan<(string, string, string)>)
                 [
                     ("null-strokes", "\"strokes\": [[0.5", "\"strokes\": [null, [0.5"), ("null-width", "\"width\": 8", "\"width\": null"),
                     ("null-palette", "[\"#ff0000\"]", "[null]"), ("text-width", "\"width\": 8", "\"width\": \"wide\""),
                     ("large", "\"width\": 8", "\"width\": 2000000000"), ("negative", "\"width\": 8", "\"width\": -8"),
                     ("nan", "0.3, 0.1", "NaN, 0.1"), ("infinite", "0.3, 0.1", "1e999, 0.1"), ("style", "oil", "cubist"),
                     ("version", "\"version\": 1", "\"version\": 99"), ("short-row", "[0.2, 0.5, 0.3, ", "[0.2, "),
                     ("ground", "#ffffff", "white-ish"), ("level", "1.5, 1, 0.5, 0, 1, 0", "1.5, 1, 0.5, 0, 1e300, 0"),
                 ])
        {
            File.WriteAllText(In($"{name}.json"), Strokes.Replace(old, changed));
        }

        File.WriteAllText(In("deep.json"), new string('[', 200_000));
        File.WriteAllText(In("number.json"), "7");
        File.WriteAllText(In("null.json"), "null");
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)
                 [
                     ("number.yaml", "7"), ("null.yaml", "null"), ("cyclic.yaml", "model: &a {kind: autoencoder, again: *a}"),
                     ("cyclic-list.yaml", "&a [*a, *a]"), ("laughs.yaml", Laughs()), ("deep.yaml", new string('[', 20_000)),
                     ("tabs.yaml", "data:\n\tsource: idx"), ("twice.yaml", "data: {source: idx}\ndata: {source: idx}"),
                     ("two.yaml", "a: 1\n---\nb: 2"), ("tag.yaml", "data: !!python/object:os.system {}"),
                     ("null-model.yaml", Yaml("model: null")),
                     ("nan.yaml", Yaml("optimiser: {learning_rate: .nan}")), ("text.yaml", Yaml("training: many")),
                     ("bytes.yaml", "\u0000\u0001"),
                     ("list.yaml", "- a\n- b"), ("key.yaml", "? {a: 1}\n: 2"),
                 ])
        {
            File.WriteAllText(In(name), text);
        }

        static string Laughs() => "a0: &a0 [x]\n" + string.Concat(
            Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n"));
    }

    private string Yaml(string instead) => string.Join('\n', File.ReadAllText(In("whole.yaml")).Split('\n')
        .Where(line => !line.StartsWith(instead.Split(':')[0] + ":", StringComparison.Ordinal)).Append(instead));

    private void Weights()
    {
        using var scope = NewDisposeScope();
        var good = WeightFile.Open(In("whole.pth")).ToDictionary(pair => pair.Key, pair => pair.Value.Read());
        SafeTensors.Write(In("nan.safetensors"), good.ToDictionary(pair => pair.Key, pair => pair.Value * double.NaN));
        SafeTensors.Write(In("one.safetensors"), good.Take(1).ToDictionary());
        SafeTensors.Write(In("none.safetensors"), new Dictionary<string, Tensor>());
        Header("long.safetensors", long.MaxValue, "{}");
        Header("negative.safetensors", -1, "{}");
        Header("deep.safetensors", 50_000, new string('[', 50_000));
        Header("null.safetensors", 4, "null");
        Header("shape.safetensors", """{"a":{"dtype":"F32","shape":[9223372036854775807,8],"data_offsets":[0,4]}}""");
        Header("minus.safetensors", """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""");
        Header("kind.safetensors", """{"a":{"dtype":"Q9","shape":[1],"data_offsets":[0,4]}}""");
        Header("nulls.safetensors", """{"a":{"dtype":null,"shape":null,"data_offsets":null}}""");
        Pickle("evil.pt", "cos\nsystem\nX\u0005\0\0\0rm -r\u0085R.");
        Pickle("empty-pickle.pt", "");
        Pickle("cyclic.pt", "]q\0h\0a."); // a list that holds itself
        Pickle("deep.pt", new string('(', 200_000));
        Pickle("memo.pt", "h\u0007.");
        Directory.CreateDirectory(In("odd-model"));
        File.Copy(In("whole.safetensors"), In("odd-model/model.safetensors"));
        File.WriteAllText(In("odd-model/config.json"), """{"scale": null, "kind": ["a", {"b": null}], "sampling": 7, "n_head": {}}""");
        Directory.CreateDirectory(In("deep-model"));
        File.Copy(In("whole.safetensors"), In("deep-model/model.safetensors"));
        File.WriteAllText(In("deep-model/config.json"), new string('[', 100_000));
        Directory.CreateDirectory(In("scale-model"));
        File.Copy(In("whole.safetensors"), In("scale-model/model.safetensors"));
        File.WriteAllText(In("scale-model/config.json"), """{"scale": 1e999}""");

        void Pickle(string name, string pickle)
        {
            using var archive = ZipFile.Open(In(name), ZipArchiveMode.Create);
            using var entry = archive.CreateEntry("a/data.pkl").Open();
            entry.Write(Encoding.Latin1.GetBytes("\u0080\u0002" + pickle));
        }
    }

    private void Header(string name, string header) => Header(name, header.Length, header);

    private void Header(string name, long length, string header) =>
        File.WriteAllBytes(In(name), [.. BitConverter.GetBytes(length), .. Encoding.UTF8.GetBytes(header), 0, 0, 0, 0]);

    private void Links()
    {
        File.CreateSymbolicLink(In("dangling.png"), In("not-there.png"));
        File.CreateSymbolicLink(In("loop.png"), In("loop.png"));
        File.CreateSymbolicLink(In("linked.png"), In("whole.png"));
        Directory.CreateDirectory(In("round"));
        Directory.CreateSymbolicLink(In("round/again"), In("round"));
        Directory.CreateSymbolicLink(In("round/once-more"), In("round"));
        foreach (var name in (string[])["pipe.png", "pipe.json", "pipe.yaml", "pipe.pt", "pipe.gif", "pipe.mp4"])
        {
            using var made = Process.Start("mkfifo", [In(name)]); // nobody ever writes into it
            made.WaitForExit();
        }
    }
}
