using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Hub;
using Atelier.Training.Data.Sources;
using Atelier.Training.Recipes;

namespace Atelier.Training.Data;

/// <summary>The pictures of a recipe: the section <c>data</c>.</summary>
public sealed record DataOptions
{
    /// <summary><c>source</c>.</summary>
    public required DataSource Source { get; init; }

    /// <summary><c>path</c>: a file or folder; <c>~</c> is the home folder, <c>$ATELIER_CACHE</c> that of downloads.</summary>
    public required Located<string> Path { get; init; }

    /// <summary><c>size</c>: side of the square pictures; others are cropped to the middle and resized.</summary>
    public required Located<int> Size { get; init; }

    /// <summary><c>channels</c>: 3, or 1 for grey.</summary>
    public Located<int> Channels { get; init; } = 3;

    /// <summary><c>flip</c>: flip half of the pictures horizontally.</summary>
    public bool Flip { get; init; }

    /// <summary><c>shift</c>: translate pictures by up to so many pixels, repeating the edge.</summary>
    public int Shift { get; init; }

    /// <summary><c>held_out</c>: the fraction kept for testing, for sources without a test split of their own.</summary>
    public Located<double> HeldOut { get; init; } = 0.05;

    /// <summary><c>cache</c>: keep decoded pictures in memory.</summary>
    public bool Cache { get; init; }

    /// <summary><c>threads</c> that decode pictures.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Options of the source <c>glyphs</c>.</summary>
    public GlyphOptions Glyphs { get; init; } = new();

    /// <summary>Reads the section and checks that something is at the path.</summary>
    /// <exception cref="RecipeException">A value cannot work; the message names key and line.</exception>
    public static DataOptions Read(RecipeSection section)
    {
        var source = section.Enum<DataSource>("source");
        if (source == DataSource.Strokes)
        {
            return new() { Source = source, Path = section.Locate("path", "random strokes"), Size = section.Locate("size", 0) };
        }

        var isGlyphs = source == DataSource.Glyphs;
        var path = isGlyphs ? section.OptionalString("path") ?? GlyphDataset.Folder : section.String("path");
        path = path.Split('/', 2) switch
        {
            ["~", var rest] => System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), rest),
            ["$ATELIER_CACHE", var rest] => System.IO.Path.Combine(ModelHub.Cache, rest),
            _ => path,
        };
        var size = section.Int("size", min: 4, max: 4096);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw isGlyphs ? section.LocationOf("path").Error(GlyphSet.Missing(path)) : section.LocationOf("path").NothingAt(path);
        }

        var channels = section.Int("channels", 3, isGlyphs ? 3 : 1, 3);
        return new()
        {
            Source = source,
            Path = section.LocatePath("path", path),
            Size = section.Locate("size", size),
            Channels = channels != 2 ? section.Locate("channels", channels) : throw section.Error("channels", "1 (grey) or 3 is needed"),
            Flip = section.Bool("flip", false),
            Shift = section.Int("shift", 0, 0, Math.Min(64, size - 1)),
            HeldOut = section.Locate("held_out", isGlyphs ? 0 : section.Double("held_out", 0.05, 0, 0.9)),
            Cache = !isGlyphs && section.Bool("cache", false),
            Threads = section.Int("threads", 1, 1, 256),
            Glyphs = isGlyphs ? GlyphOptions.Read(section) : new(),
        };
    }

    /// <summary>Opens one split.</summary>
    /// <exception cref="RecipeException">There are no pictures, or the files are damaged.</exception>
    public IPictureSource Open(DataSplit split)
    {
        var source = OpenFiles(split);
        if (source.Count == 0)
        {
            source.Dispose();
            throw Source is DataSource.Folder or DataSource.Classes or DataSource.Webdataset && IsOnlyOther(split)
                ? HeldOut.Error($"{HeldOut.Value:0.##} of {Path} leaves no pictures to {(split == DataSplit.Test ? "test" : "train")} on")
                : Path.Error($"{Path} holds no pictures{(split == DataSplit.Test ? " to test on" : "")}");
        }

        return Cache ? new CachedSource(source) : source;
    }

    private bool IsOnlyOther(DataSplit split)
    {
        using var other = OpenFiles(split == DataSplit.Test ? DataSplit.Train : DataSplit.Test);
        return other.Count > 0;
    }

    private IPictureSource OpenFiles(DataSplit split)
    {
        try
        {
            return Source switch
            {
                DataSource.Idx => new IdxSource(this, split),
                DataSource.Cifar10 => new CifarSource(this, split),
                DataSource.Webdataset => new TarSource(this, split),
                DataSource.Strokes => new StrokeSource(),
                DataSource.Glyphs => new GlyphPictures(this, split),
                _ => new FolderSource(this, split),
            };
        }
        catch (AtelierException e)
        {
            throw Path.Error(e);
        }
    }
}
