using Atelier.Core;

namespace Atelier.Imaging.Film;

/// <summary>A container format: how films are encoded in it, and which other tracks it can hold.</summary>
/// <param name="Muxer">ffmpeg's name of it.</param>
/// <param name="Pixels">The pixel format.</param>
/// <param name="AlphaPixels">The pixel format with alpha; null where there is none.</param>
/// <param name="Encoding">The video encoder and its options.</param>
internal sealed record FilmContainer(string Muxer, string Pixels, string? AlphaPixels, string[] Encoding)
{
    private static readonly string[] H264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18"];
    private static readonly string[] Vp9 = ["-c:v", "libvpx-vp9", "-crf", "28", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "6"];
    private static readonly string[] WebP = ["-c:v", "libwebp_anim", "-quality", "80", "-compression_level", "2", "-loop", "0"];
    private static readonly string[] TextSubtitles = ["subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"];
    private static readonly string[] PlainSound = ["pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"];
    private static readonly string[] Mp4Sound = ["aac", "mp3", "mp2", "ac3", "eac3", "alac", "opus", "dts"];

    /// <summary>Whether it stores a pixel aspect ratio.</summary>
    public bool HoldsAspect { get; init; } = true;

    /// <summary>Further encoder options for alpha.</summary>
    public string[] AlphaEncoding { get; init; } = [];

    /// <summary>The audio codecs it holds.</summary>
    private string[] Sound { get; init; } = [];

    /// <summary>The encoder for audio of other codecs; null where it holds none.</summary>
    private string? AudioEncoder { get; init; }

    /// <summary>The subtitle codecs it holds.</summary>
    private string[] Subtitles { get; init; } = [];

    /// <summary>The encoder for other text subtitles; null where it holds none.</summary>
    private string? SubtitleEncoder { get; init; }

    /// <summary>The container for a file name; null for a folder of frames.</summary>
    /// <exception cref="OutputException">No container has this extension.</exception>
    public static FilmContainer? FromPath(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".mp4" or ".m4v" => new("mp4", "yuv420p", null, [.. H264, "-movflags", "+faststart"])
        {
            Sound = Mp4Sound, AudioEncoder = "aac", Subtitles = ["mov_text", "dvd_subtitle"], SubtitleEncoder = "mov_text",
        },
        ".mov" => new("mov", "yuv420p", null, H264)
        {
            Sound = [.. Mp4Sound, .. PlainSound, "pcm_s16be", "pcm_s24be"], AudioEncoder = "aac",
            Subtitles = ["mov_text"], SubtitleEncoder = "mov_text",
        },
        ".mkv" => new("matroska", "yuv420p", null, H264)
        {
            Sound = [.. Mp4Sound, .. PlainSound, "flac", "vorbis", "truehd", "mlp", "wavpack", "tta"], AudioEncoder = "flac",
            Subtitles = ["subrip", "ass", "ssa", "webvtt", "dvd_subtitle", "dvb_subtitle", "hdmv_pgs_subtitle"], SubtitleEncoder = "srt",
        },
        ".webm" => new("webm", "yuv420p", "yuva420p", Vp9)
        {
            AlphaEncoding = ["-auto-alt-ref", "0"],
            Sound = ["opus", "vorbis"], AudioEncoder = "libopus", Subtitles = ["webvtt"], SubtitleEncoder = "webvtt",
        },
        ".gif" => new("gif", "rgb24", "rgba", ["-loop", "0"]) { HoldsAspect = false },
        ".webp" => new("webp", "rgb24", "rgba", WebP) { HoldsAspect = false },
        "" => null,
        var other => throw new OutputException(
            $"Films are written as {MediaKinds.Names(MediaUse.Film, written: true)}, or as frames into a folder (a name without an " +
            "extension); "
            + $"'{other}' is none of them."),
    };

    /// <summary>The video filters.</summary>
    public string Filters(FilmColours colours, int width, int height, bool hasAlpha, string? aspect)
    {
        var square = aspect is null || HoldsAspect ? "" : $"scale=round(iw*{aspect}):ih,";
        return Muxer switch
        {
            "gif" => square + "split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=bayer:bayer_scale=4",
            "webp" => square + $"format={(hasAlpha ? "bgra" : "yuv420p")}",
            _ => colours.Encoder(width, height, hasAlpha ? AlphaPixels! : Pixels) + (aspect is null ? "" : $",setsar={aspect}"),
        };
    }

    /// <summary>The options that encode the first audio track of a file, input 1, for as long as the film lasts, and a description of what
    /// is left out.</summary>
    public (IReadOnlyList<string> Options, IReadOnlyList<string> LeftOut) AddSound() => AudioEncoder is null
        ? ([], ["sound"])
        : (["-map", "1:a:0", "-c:a", AudioEncoder, "-ac", "2", "-af", "apad", "-shortest"], []);

    /// <summary>The options that copy audio, subtitles and chapters of another film, input 1, and a description of what
    /// is left out.
    /// </summary>
    public (IReadOnlyList<string> Options, IReadOnlyList<string> LeftOut) CopyTracks(FilmProbe film)
    {
        var (options, leftOut) = (new List<string>(), new List<string>());
        var tracks = 0;
        foreach (var track in film.Sound)
        {
            if (AudioEncoder is null || track.Codec == "unknown")
            {
                leftOut.Add($"sound ({track.Codec})");
                continue;
            }

            var coder = Sound.Contains(track.Codec) ? "copy" : AudioEncoder;
            var i = tracks++;
            options.AddRange(["-map", $"1:{track.Index}", $"-c:a:{i}", coder]);
            options.AddRange(coder switch
            {
                "libopus" => [$"-filter:a:{i}", "aformat=channel_layouts=7.1|5.1|stereo|mono"], // it supports no other layouts
                "aac" => [$"-b:a:{i}", "256k"],
                _ => [],
            });
        }

        var copied = 0;
        foreach (var track in film.Subtitles)
        {
            var coder = Subtitles.Contains(track.Codec) ? "copy" : TextSubtitles.Contains(track.Codec) ? SubtitleEncoder : null;
            if (coder is null)
            {
                leftOut.Add($"subtitles ({track.Codec})");
                continue;
            }

            options.AddRange(["-map", $"1:{track.Index}", $"-c:s:{copied++}", coder]);
        }

        return ([.. options, "-map_metadata", "1", "-map_chapters", AudioEncoder is null ? "-1" : "1"], leftOut);
    }
}
