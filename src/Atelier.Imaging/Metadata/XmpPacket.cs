using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Atelier.Imaging.Metadata;

/// <summary>XMP metadata.</summary>
internal static class XmpPacket
{
    private static readonly string[] Sizes =
        [
            "Orientation", "ImageWidth", "ImageLength", "PixelXDimension", "PixelYDimension", "ExifImageWidth",
            "ExifImageHeight", "Thumbnails",
        ];

    // gain maps and embedded second pictures, which are not written
    private static readonly string[] Attachments =
        ["http://ns.adobe.com/hdr-gain-map/1.0/", "http://ns.google.com/photos/1.0/container/", "http://ns.google.com/photos/1.0/camera/"];

    /// <summary>The packet without orientation, sizes, thumbnails and attached pictures; null where it is no well-formed XML.</summary>
    public static byte[]? WithoutSizes(byte[] packet)
    {
        try
        {
            var text = Encoding.UTF8.GetString(packet).Trim('\0', '\uFEFF', ' ', '\n', '\r', '\t');
            using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Prohibit });
            var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            document.Descendants().Where(element => IsStale(element.Name)).ToList().ForEach(element => element.Remove());
            document.Descendants().Attributes().Where(attribute => IsStale(attribute.Name)).ToList()
                .ForEach(attribute => attribute.Remove());
            return Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static bool IsStale(XName name) =>
        name.Namespace != XNamespace.None && name.Namespace != XNamespace.Xmlns
            && (Sizes.Contains(name.LocalName) || Attachments.Contains(name.NamespaceName));
}
