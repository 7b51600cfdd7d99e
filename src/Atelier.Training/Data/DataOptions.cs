using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Training.Data.Sources;
using Atelier.Training.Recipes;

namespace Atelier.Training.Data;

/// <summary>Where pictures come from.</summary>
public enum DataSource
{
    /// <summary>MNIST's format: <c>train-images-idx3-ubyte</c> and so on, gzipped or not.</summary>
    Idx,

    /// <summary>CIFAR-10's binary format: <c>data_batch_1.bin</c> to 5 and <c>test_batch.bin</c>.</summary>
    Cifar10,

    /// <summary>A folder of pictures, at any depth; with captions where there are any (see <see cref="FolderSource"/>).</summary>
    Folder,

    /// <summary>A folder with one folder of pictures for each class.</summary>
    Classes,

    /// <summary>WebDataset: tar files, or a folder of them.</summary>
    Webdataset,

    /// <summary>Strokes of chance on canvases of chance; no path is needed.</summary>
    Strokes,

    /// <summary>Captioned drawings without end, made of the glyph data set (see <see cref="GlyphPictures"/>).</summary>
    Glyphs,
}

/// <summary>The pictures of a recipe: the section <c>data</c>.</summary>
public sealed record DataOptions
{
    /// <summary><c>source</c>.</summary>
    public required DataSource Source { get; init; }

    /// <summary><c>path</c>: file or folder; <c>~</c> is the home folder.</summary>
    public required string Path { get; init; }

    /// <summary><c>size</c>: side of the square pictures; others are cut to the middle and scaled.</summary>
    public required int Size { get; init; }

    /// <summary><c>channels</c>: 3, or 1 for grey.</summary>
    public int Channels { get; init; } = 3;

    /// <summary><c>flip</c>: mirror half of the pictures.</summary>
    public bool Flip { get; init; }

    /// <summary><c>shift</c>: move pictures by up to so many pixels, the edge repeated.</summary>
    public int Shift { get; init; }

    /// <summary><c>held_out</c>: share kept for testing, of sources that have no test part of their own.</summary>
    public double HeldOut { get; init; } = 0.05;

    /// <summary><c>cache</c>: keep decoded pictures in memory.</summary>
    public bool Cache { get; init; }

    /// <summary><c>threads</c>: decode so many pictures at once.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How drawings become pictures, of the source <c>glyphs</c>.</summary>
    public GlyphOptions Glyphs { get; init; } = new();

    /// <summary>Where it is written, for messages; null where it was not read.</summary>
    internal RecipeSection? Section { get; init; }

    /// <summary>Reads and checks the section: that the path exists, that there are pictures.</summary>
    /// <exception cref="UserException">Something is wrong; key and line are named.</exception>
    public static DataOptions Read(RecipeSection section)
    {
        var source = section.Choice<DataSource>("source");
        if (source == DataSource.Strokes)
        {
            return new() { Source = source, Path = "strokes of chance", Size = 0, Section = section };
        }

        var glyphs = source == DataSource.Glyphs;
        var path = glyphs ? section.OptionalText("path") ?? GlyphDataset.Folder : section.Text("path");
        path = path.StartsWith("~/", StringComparison.Ordinal)
            ? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
            : path;
        var size = section.Whole("size", least: 4, most: 4096);
        return !File.Exists(path) && !Directory.Exists(path)
            ? throw section.Wrong("path", $"there is nothing at {path}{(glyphs ? "; 'atelier data build glyphs' makes the data set" : "")}")
            : new()
            {
                Section = section,
                Source = source,
                Path = path,
                Size = size,
                Channels = section.Whole("channels", 3, glyphs ? 3 : 1, 3) is var channels and not 2
                    ? channels
                    : throw section.Wrong("channels", "1 (grey) or 3 is needed"),
                Flip = section.Flag("flip", false),
                Shift = section.Whole("shift", 0, 0, Math.Min(64, size - 1)),
                HeldOut = glyphs ? 0 : section.Number("held_out", 0.05, 0, 0.9),
                Cache = !glyphs && section.Flag("cache", false),
                Threads = section.Whole("threads", 1, 1, 256),
                Glyphs = glyphs ? GlyphOptions.Read(section) : new(),
            };
    }

    /// <summary>Opens one part.</summary>
    /// <exception cref="UserException">There are no pictures, or the files are damaged.</exception>
    public IPictureSource Open(DataPart part)
    {
        var source = OpenFiles(part);
        if (source.Count == 0)
        {
            source.Dispose();
            throw Source is DataSource.Folder or DataSource.Classes or DataSource.Webdataset && HasOther(part)
                ? Wrong("held_out", $"{HeldOut:0.##} of {Path} leaves no pictures to {(part == DataPart.Test ? "test" : "train")} on")
                : Wrong("path", $"{Path} holds no pictures{(part == DataPart.Test ? " to test on" : "")}");
        }

        return Cache ? new CachedSource(source) : source;
    }

    /// <summary>The error that a value is not what it should be.</summary>
    internal UserException Wrong(string key, string needed) => Section?.Wrong(key, needed) ?? new($"{needed}.");

    private bool HasOther(DataPart part)
    {
        using var other = OpenFiles(part == DataPart.Test ? DataPart.Train : DataPart.Test);
        return other.Count > 0;
    }

    private IPictureSource OpenFiles(DataPart part)
    {
        try
        {
            return Source switch
            {
                DataSource.Idx => new IdxSource(this, part),
                DataSource.Cifar10 => new CifarSource(this, part),
                DataSource.Webdataset => new TarSource(this, part),
                DataSource.Strokes => new StrokeSource(),
                DataSource.Glyphs => new GlyphPictures(this, part),
                _ => new FolderSource(this, part),
            };
        }
        catch (AtelierException e) when (Section is not null)
        {
            throw Section.Refused("path", e);
        }
    }

    /// <summary>A picture at the recipe's size: the middle square, scaled, transparent parts on white;
    /// grey where one channel is asked for.</summary>
    internal byte[] Fit(Picture picture)
    {
        var rgb = picture.Flatten(Colour.White).Cover(Size, Size).Pixels;
        return Channels == 3 ? rgb : Grey(rgb);
    }

    /// <summary>One part of what has names, in its order. The name alone says whether it is held out, the same on every machine and
    /// whatever else is there; but of a few at least one is in each part, and a single one is in both.</summary>
    internal IEnumerable<T> Part<T>(IReadOnlyList<T> all, Func<T, string> nameOf, DataPart part)
    {
        if (HeldOut > 0 && all.Count == 1)
        {
            return all;
        }

        var byChance = all.Select((item, i) => (Index: i, Chance: Chance(nameOf(item)))).OrderBy(item => item.Chance).ToList();
        var held = byChance.Count(item => item.Chance < HeldOut);
        held = HeldOut > 0 && all.Count > 1 ? Math.Clamp(held, 1, all.Count - 1) : held;
        var test = byChance.Take(held).Select(item => item.Index).ToHashSet();
        return all.Where((_, i) => test.Contains(i) == (part == DataPart.Test));
    }

    // uniform in [0, 1), of the name alone
    private static double Chance(string name)
    {
        var hash = 14695981039346656037; // FNV-1a
        foreach (var letter in name)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return new SplitMix64(hash, 0).Next();
    }

    private static byte[] Grey(byte[] rgb)
    {
        var grey = new byte[rgb.Length / 3];
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = (byte)(((rgb[3 * i] * 299) + (rgb[(3 * i) + 1] * 587) + (rgb[(3 * i) + 2] * 114) + 500) / 1000);
        }

        return grey;
    }
}
