using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging;

/// <summary>A file format of pictures or films.</summary>
/// <param name="Name">Its usual name.</param>
/// <param name="Extensions">Lower case, the usual one first.</param>
/// <param name="ReadAs">Whether it is read as a picture, a film, or either by the number of frames.</param>
/// <param name="WrittenAs">Likewise what it can be written as.</param>
public sealed record MediaKind(string Name, IReadOnlyList<string> Extensions, MediaUse ReadAs, MediaUse WrittenAs);

/// <summary>What a kind of file can be.</summary>
[Flags]
public enum MediaUse
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>One picture.</summary>
    Picture = 1,

    /// <summary>Many, one after another.</summary>
    Film = 2,
}

/// <summary>The table of file formats that are read and written.</summary>
public static class MediaKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<MediaKind> All { get; } =
    [
        new("PNG", [".png"], MediaUse.Picture | MediaUse.Film, MediaUse.Picture),
        new("APNG", [".apng"], MediaUse.Picture | MediaUse.Film, MediaUse.None),
        new("JPEG", [".jpg", ".jpeg", ".jpe", ".jfif"], MediaUse.Picture, MediaUse.Picture),
        new("WebP", [".webp"], MediaUse.Picture | MediaUse.Film, MediaUse.Picture | MediaUse.Film),
        new("TIFF", [".tif", ".tiff"], MediaUse.Picture, MediaUse.Picture),
        new("GIF", [".gif"], MediaUse.Picture | MediaUse.Film, MediaUse.Film),
        new("SVG", [".svg"], MediaUse.Picture, MediaUse.None),
        new("MPEG-4", [".mp4", ".m4v"], MediaUse.Film, MediaUse.Film),
        new("Matroska", [".mkv"], MediaUse.Film, MediaUse.Film),
        new("QuickTime", [".mov"], MediaUse.Film, MediaUse.Film),
        new("WebM", [".webm"], MediaUse.Film, MediaUse.Film),
        new("AVI", [".avi"], MediaUse.Film, MediaUse.None),
        new("MPEG", [".mpg", ".mpeg", ".vob"], MediaUse.Film, MediaUse.None),
        new("MPEG transport stream", [".ts", ".mts", ".m2ts"], MediaUse.Film, MediaUse.None),
        new("Windows Media", [".wmv", ".asf"], MediaUse.Film, MediaUse.None),
        new("Flash video", [".flv"], MediaUse.Film, MediaUse.None),
        new("3GPP", [".3gp"], MediaUse.Film, MediaUse.None),
        new("Ogg", [".ogv"], MediaUse.Film, MediaUse.None),
    ];

    /// <summary>The kind that a file's extension names, or null.</summary>
    public static MediaKind? Find(string path) => All.FirstOrDefault(kind => kind.Extensions.Contains(Extension(path)));

    /// <summary>Whether a name is that of a picture or film that can be read.</summary>
    public static bool IsRead(string path, MediaUse use = MediaUse.Picture | MediaUse.Film) =>
        ((Find(path)?.ReadAs ?? MediaUse.None) & use) != MediaUse.None;

    /// <summary>Whether a picture, or a film, can be written under a name.</summary>
    public static bool IsWritten(string path, MediaUse use) => ((Find(path)?.WrittenAs ?? MediaUse.None) & use) != MediaUse.None;

    /// <summary>The extensions that can be read, or written, for sentences: ".png, .jpg, …".</summary>
    public static string Names(MediaUse use, bool written) =>
        string.Join(
            ", ",
            All.Where(kind => ((written ? kind.WrittenAs : kind.ReadAs) & use) != MediaUse.None).Select(kind => kind.Extensions[0]));

    /// <summary>Why a picture is not written under an extension.</summary>
    internal static string PictureRefusal(string extension) => $"Pictures are written as {Names(MediaUse.Picture, written: true)}; "
        + $"{(extension.Length == 0 ? "a name without an extension" : $"'{extension}'")} is none of them.";

    /// <summary>Whether a file is to be read as a film: by its extension, and where that leaves it open
    /// by whether it holds several pictures.</summary>
    /// <exception cref="ImageFormatException">The file must be opened to decide, and cannot be read.</exception>
    public static bool IsFilm(string path) => (Find(path)?.ReadAs ?? MediaUse.None) switch
    {
        MediaUse.Film => true,
        MediaUse.Picture | MediaUse.Film => PictureReader.Frames(PictureReader.ReadFile(path)) > 1,
        _ => false,
    };

    /// <summary>The extension under which a changed copy of a file is written: its own, or where that kind is only read .png for a
    /// picture, .webp for an animation, which may be transparent, and .mp4 for a film.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isFilm">What <see cref="IsFilm"/> tells of it.</param>
    public static string WrittenExtension(string path, bool isFilm) =>
        IsWritten(path, isFilm ? MediaUse.Film : MediaUse.Picture) ? Extension(path)
            : !isFilm ? ".png" : IsRead(path, MediaUse.Picture) ? ".webp" : ".mp4";

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
