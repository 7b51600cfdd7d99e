using Atelier.Core;

namespace Atelier.Imaging.Pictures;

/// <summary>The blocks of a GIF file (CompuServe, 1990). libvips shows what there is of a
/// picture that breaks off and says nothing.</summary>
internal static class GifBlocks
{
    private const int Header = 13; // with the screen's descriptor
    private const byte Extension = 0x21, Frame = 0x2C, Trailer = 0x3B;

    /// <summary>Refuses a file that ends within a block; one that only lacks its trailer shows all its pictures.</summary>
    /// <exception cref="ImageFormatException">It breaks off.</exception>
    public static void RequireWhole(byte[] file, string name)
    {
        if (file.Length < Header || End(file) > file.Length)
        {
            throw new ImageFormatException($"{name} is damaged: its last picture breaks off.");
        }
    }

    // where the last block ends, or would end
    private static long End(byte[] file)
    {
        var at = Header + ColourTable(file[10]);
        while (at < file.Length && file[at] != Trailer)
        {
            at = file[at] switch
            {
                Extension => SubBlocks(file, at + 2),
                Frame when at + 9 < file.Length => SubBlocks(file, at + 11 + ColourTable(file[at + 9])),
                Frame => long.MaxValue,
                _ => file.Length, // what follows is no block: readers end here
            };
        }

        return at;
    }

    private static long ColourTable(byte flags) => (flags & 0x80) != 0 ? 3L << ((flags & 7) + 1) : 0;

    private static long SubBlocks(byte[] file, long at)
    {
        while (at < file.Length && file[at] != 0)
        {
            at += file[at] + 1;
        }

        return at + 1;
    }
}
