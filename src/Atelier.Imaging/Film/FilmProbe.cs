using System.Globalization;
using System.Text.Json;
using Atelier.Core;

namespace Atelier.Imaging.Film;

/// <summary>An audio or subtitle track.</summary>
/// <param name="Index">Its stream index.</param>
/// <param name="Codec">ffmpeg's name of the codec.</param>
internal sealed record FilmTrack(int Index, string Codec);

/// <summary>The properties of a film, as ffprobe reports them.</summary>
internal sealed class FilmProbe
{
    private FilmProbe(JsonElement root, JsonElement video, string path)
    {
        (Path, Index) = (path, Number(video, "index") ?? 0);
        (Width, Height) = (Number(video, "width") ?? 0, Number(video, "height") ?? 0);
        Rate = Text(video, "avg_frame_rate") is { } mean && Fraction(mean) > 0 ? mean
            : Text(video, "r_frame_rate") is { } nominal && Fraction(nominal) > 0 ? nominal : "";
        Codec = Text(video, "codec_name") ?? "";
        var pixels = Text(video, "pix_fmt") ?? "";
        HasAlpha = AlphaFormats.Any(name => pixels.StartsWith(name, StringComparison.Ordinal)) || Tag(video, "alpha_mode") == "1";
        string Colour(string name) => Text(video, name) ?? "unknown";
        Colours = new(
            Colour("color_space"), Range(Text(video, "color_range"), pixels), Colour("color_primaries"), Colour("color_transfer"));
        var sides = Items(video, "side_data_list");
        IsRotated = Math.Abs(sides.Select(side => Number(side, "rotation")).FirstOrDefault(angle => angle is not null) ?? 0) % 180 == 90;
        IsHdr = Colours.IsHdr || sides.Any(side => Number(side, "dv_profile") == 5);
        Aspect = Text(video, "sample_aspect_ratio")?.Replace(':', '/') is { } aspect && Fraction(aspect) is > 0 and not 1 ? aspect : null;
        Seconds = Real(video, "duration") ?? (root.TryGetProperty("format", out var format) ? Real(format, "duration") : null) ?? 0;
        var streams = Items(root, "streams");
        Sound = Tracks(streams, "audio");
        Subtitles = Tracks(streams, "subtitle");
    }

    private static readonly string[] AlphaFormats = ["yuva", "rgba", "argb", "bgra", "abgr", "gbrap", "ya"];

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The index of the video stream.</summary>
    public int Index { get; }

    /// <summary>Columns, as stored.</summary>
    public int Width { get; }

    /// <summary>Rows, as stored.</summary>
    public int Height { get; }

    /// <summary>Whether players rotate it by 90 degrees.</summary>
    public bool IsRotated { get; }

    /// <summary>The pixel aspect ratio, such as 16/11; null for square pixels.</summary>
    public string? Aspect { get; }

    /// <summary>Frame rate, a fraction.</summary>
    public string Rate { get; }

    /// <summary>The codec.</summary>
    public string Codec { get; }

    /// <summary>Whether it has an alpha channel.</summary>
    public bool HasAlpha { get; }

    /// <summary>Its colour encoding.</summary>
    public FilmColours Colours { get; }

    /// <summary>Whether it is HDR.</summary>
    public bool IsHdr { get; }

    /// <summary>Its duration; 0 if unknown.</summary>
    public double Seconds { get; }

    /// <summary>Its audio tracks.</summary>
    public IReadOnlyList<FilmTrack> Sound { get; }

    /// <summary>Its subtitle tracks.</summary>
    public IReadOnlyList<FilmTrack> Subtitles { get; }

    /// <summary>Runs ffprobe.</summary>
    /// <exception cref="NativeLibraryException">ffmpeg is missing.</exception>
    /// <exception cref="ImageFormatException">The file is no film.</exception>
    public static FilmProbe Run(string path)
    {
        using var probe = Ffmpeg.Start(
            "ffprobe", ["-v", "error", .. Ffmpeg.OnlyFiles, "-show_streams", "-show_format", "-of", "json", Ffmpeg.FileUrl(path)]);
        var errors = probe.StandardError.ReadToEndAsync();
        var json = probe.StandardOutput.ReadToEnd();
        probe.WaitForExit();
        if (probe.ExitCode != 0)
        {
            throw new ImageFormatException($"'{path}' is no film that ffmpeg can read ({Ffmpeg.Reason(errors)}).");
        }

        using var document = JsonDocument.Parse(json);
        var video = Items(document.RootElement, "streams")
            .FirstOrDefault(stream => Text(stream, "codec_type") == "video" && !IsCover(stream));
        var film = video.ValueKind == JsonValueKind.Object ? new FilmProbe(document.RootElement, video, path) : null;
        return film is { Width: > 0, Height: > 0, Rate.Length: > 0 }
            ? film
            : throw new ImageFormatException($"'{path}' is no film: it has no moving pictures.");
    }

    /// <summary>A fraction's value; 0 where it is none.</summary>
    public static double Fraction(string? text) =>
        text?.Split('/') is [var above, var below]
            && double.TryParse(above, CultureInfo.InvariantCulture, out var a)
            && double.TryParse(below, CultureInfo.InvariantCulture, out var b)
            && b != 0
            ? a / b
            : 0;

    private static string Range(string? range, string pixels) =>
        range is "tv" or "pc" ? range : pixels.StartsWith("yuvj", StringComparison.Ordinal) ? "pc" : "unknown";

    // cover art
    private static bool IsCover(JsonElement stream) =>
        stream.TryGetProperty("disposition", out var disposition) && Number(disposition, "attached_pic") == 1;

    private static List<FilmTrack> Tracks(IEnumerable<JsonElement> streams, string type) =>
    [
        .. streams.Where(stream => Text(stream, "codec_type") == type)
            .Select(stream => new FilmTrack(Number(stream, "index") ?? 0, Text(stream, "codec_name") ?? "unknown")),
    ];

    private static List<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Tag(JsonElement stream, string name) =>
        stream.TryGetProperty("tags", out var tags)
        && tags.EnumerateObject().FirstOrDefault(tag => tag.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is
            { Value.ValueKind: JsonValueKind.String } tag
            ? tag.Value.GetString()
            : null;

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            ? (int)number
            : null;

    private static double? Real(JsonElement element, string name) =>
        double.TryParse(Text(element, name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
