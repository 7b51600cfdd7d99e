namespace Atelier.Imaging.Film;

/// <summary>How a film's numbers are meant, in ffmpeg's words; "unknown" where the film does not say.</summary>
/// <param name="Matrix">From RGB to luma and chroma.</param>
/// <param name="Range">tv (16 to 235) or pc (0 to 255).</param>
/// <param name="Primaries">The colours of red, green and blue.</param>
/// <param name="Transfer">From light to numbers.</param>
internal sealed record FilmColours(string Matrix, string Range, string Primaries, string Transfer)
{
    private const string Unknown = "unknown";
    private const string Hd = "bt709";

    /// <summary>Those of films that are made here.</summary>
    public static FilmColours Own { get; } = new(Hd, "tv", Hd, Hd);

    /// <summary>Whether it is light for brighter screens than the pictures here are for.</summary>
    public bool IsHdr => Transfer is "smpte2084" or "arib-std-b67";

    /// <summary>Whether ffmpeg can turn it into RGB.</summary>
    public bool IsReadable => Matrix is Unknown or "gbr" || ScaleNames.ContainsKey(Matrix);

    /// <summary>The filter that reads such pictures as RGB.</summary>
    public string Decoder(int width, int height)
    {
        var range = Range == Unknown ? "" : $":in_range={Range}";
        return Matrix == "gbr" ? "scale" : $"scale=in_color_matrix={ScaleNames[Filled(width, height).Matrix]}{range}:flags={Exact}";
    }

    /// <summary>The filter that makes such pictures of RGB, and says so in the film.</summary>
    public string Encoder(int width, int height, string pixels)
    {
        var (matrix, range, primaries, transfer) = Filled(width, height);
        return $"scale=out_color_matrix={ScaleNames[matrix]}:out_range={range}:flags={Exact},format={pixels},"
            + $"setparams=range={range}:colorspace={matrix}:color_primaries={primaries}:color_trc={transfer}";
    }

    private const string Exact = "bicubic+accurate_rnd+full_chroma_int";

    // ffmpeg's filter has names of its own
    private static readonly Dictionary<string, string> ScaleNames = new()
    {
        [Hd] = Hd, ["smpte170m"] = "smpte170m", ["bt470bg"] = "bt470", ["fcc"] = "fcc",
        ["smpte240m"] = "smpte240m", ["bt2020nc"] = "bt2020",
    };

    // where a film does not say, players go by its size
    private FilmColours Filled(int width, int height)
    {
        var silent = Matrix is Unknown or "gbr";
        var hd = width >= 1280 || height > 576;
        return new(
            silent ? hd ? Hd : "smpte170m" : Matrix,
            Range == "pc" && Matrix != "gbr" ? "pc" : "tv",
            silent && hd && Primaries == Unknown ? Hd : Primaries,
            silent && hd && Transfer == Unknown ? Hd : Transfer);
    }
}
