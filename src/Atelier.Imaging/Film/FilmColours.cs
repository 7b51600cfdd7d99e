namespace Atelier.Imaging.Film;

/// <summary>The colour encoding of a film, in ffmpeg's terms; "unknown" where unspecified.</summary>
/// <param name="Matrix">The matrix from RGB to luma and chroma.</param>
/// <param name="Range">tv (16 to 235) or pc (0 to 255).</param>
/// <param name="Primaries">The primaries.</param>
/// <param name="Transfer">The transfer characteristics.</param>
internal sealed record FilmColours(string Matrix, string Range, string Primaries, string Transfer)
{
    private const string Unknown = "unknown";
    private const string Hd = "bt709";

    /// <summary>The encoding of films from pictures.</summary>
    public static FilmColours Own { get; } = new(Hd, "tv", Hd, Hd);

    /// <summary>Whether it is HDR.</summary>
    public bool IsHdr => Transfer is "smpte2084" or "arib-std-b67";

    /// <summary>Whether ffmpeg can convert it to RGB.</summary>
    public bool IsReadable => Matrix is Unknown or "gbr" || ScaleNames.ContainsKey(Matrix);

    /// <summary>The filter that converts to RGB.</summary>
    public string Decoder(int width, int height)
    {
        var range = Range == Unknown ? "" : $":in_range={Range}";
        return Matrix == "gbr" ? "scale" : $"scale=in_color_matrix={ScaleNames[WithDefaults(width, height).Matrix]}{range}:flags={Exact}";
    }

    /// <summary>The filter that converts from RGB and tags the film.</summary>
    public string Encoder(int width, int height, string pixels)
    {
        var (matrix, range, primaries, transfer) = WithDefaults(width, height);
        return $"scale=out_color_matrix={ScaleNames[matrix]}:out_range={range}:flags={Exact},format={pixels},"
            + $"setparams=range={range}:colorspace={matrix}:color_primaries={primaries}:color_trc={transfer}";
    }

    private const string Exact = "bicubic+accurate_rnd+full_chroma_int";

    // the names of ffmpeg's scale filter
    private static readonly Dictionary<string, string> ScaleNames = new()
    {
        [Hd] = Hd, ["smpte170m"] = "smpte170m", ["bt470bg"] = "bt470", ["fcc"] = "fcc",
        ["smpte240m"] = "smpte240m", ["bt2020nc"] = "bt2020",
    };

    // like players, guesses unspecified values from the size
    private FilmColours WithDefaults(int width, int height)
    {
        var unspecified = Matrix is Unknown or "gbr";
        var hd = width >= 1280 || height > 576;
        return new(
            unspecified ? hd ? Hd : "smpte170m" : Matrix,
            Range == "pc" && Matrix != "gbr" ? "pc" : "tv",
            unspecified && hd && Primaries == Unknown ? Hd : Primaries,
            unspecified && hd && Transfer == Unknown ? Hd : Transfer);
    }
}
