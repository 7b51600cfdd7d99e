using System.Buffers.Binary;
using System.Text;

namespace Atelier.Imaging.Tests;

/// <summary>Small colour profiles (ICC.1:2001) of one gamma.</summary>
internal static class IccProfile
{
    /// <summary>Wider than sRGB, gamma 2.2.</summary>
    public static byte[] Rgb { get; } = Make(
        "RGB ", ("rXYZ", Xyz(0.61, 0.31, 0.02)), ("gXYZ", Xyz(0.205, 0.626, 0.061)), ("bXYZ", Xyz(0.149, 0.063, 0.745)),
        ("rTRC", Curve(2.2)), ("gTRC", Curve(2.2)), ("bTRC", Curve(2.2)));

    /// <summary>Grey whose values are amounts of light.</summary>
    public static byte[] LinearGrey { get; } = Make("GRAY", ("kTRC", Curve(1)));

    /// <summary>A printer whose cyan ink is red: a table of sixteen corners in Lab.</summary>
    public static byte[] RedInk { get; } = Make("CMYK", ("A2B0", Table()));

    // lut8Type: 4 channels in, 3 out, 2 points a side, straight curves
    private static byte[] Table()
    {
        byte[] straight = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var matrix = Enumerable.Range(0, 9).SelectMany(i => Fixed(i % 4 == 0 ? 1 : 0));
        // red with cyan ink, else paper
        var corners = Enumerable.Range(0, 16).SelectMany(i => i >= 8 ? new byte[] { 136, 208, 195 } : [255, 128, 128]);
        return [
            .. "mft1\0\0\0\0"u8, 4, 3, 2, 0, .. matrix, .. Enumerable.Repeat(straight, 4).SelectMany(s => s),
            .. corners, .. Enumerable.Repeat(straight, 3).SelectMany(s => s),
        ];
    }

    private static byte[] Make(string colours, params (string Name, byte[] Data)[] own)
    {
        byte[] description = [.. "desc\0\0\0\0"u8, .. Whole(5), .. "mine\0"u8, .. new byte[78], 0];
        (string Name, byte[] Data)[] tags =
        [
            ("desc", description), ("cprt", [.. "text\0\0\0\0"u8, .. "none\0\0\0\0"u8]), ("wtpt", Xyz(0.9642, 1, 0.8249)), .. own,
        ];
        var (table, body) = (new List<byte>(Whole(tags.Length)), new List<byte>());
        foreach (var (name, data) in tags)
        {
            table.AddRange([.. Encoding.ASCII.GetBytes(name), .. Whole(128 + 4 + (12 * tags.Length) + body.Count), .. Whole(data.Length)]);
            body.AddRange([.. data, .. new byte[(4 - (data.Length % 4)) % 4]]);
        }

        var header = new byte[128];
        Whole(128 + table.Count + body.Count).CopyTo(header, 0);
        (header[8], header[9]) = (2, 0x20);
        Encoding.ASCII.GetBytes(colours == "CMYK" ? "prtrCMYKLab " : $"mntr{colours}XYZ ").CopyTo(header, 12);
        "acsp"u8.CopyTo(header.AsSpan(36));
        Xyz(0.9642, 1, 0.8249)[8..].CopyTo(header, 68);
        return [.. header, .. table, .. body];
    }

    private static byte[] Xyz(double x, double y, double z) => [.. "XYZ \0\0\0\0"u8, .. Fixed(x), .. Fixed(y), .. Fixed(z)];

    private static byte[] Curve(double gamma) => [.. "curv\0\0\0\0"u8, .. Whole(1), (byte)gamma, (byte)((gamma - (int)gamma) * 256), 0, 0];

    private static byte[] Fixed(double value) => Whole((int)Math.Round(value * 65536));

    private static byte[] Whole(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
