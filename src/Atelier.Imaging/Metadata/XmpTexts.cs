using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Atelier.Imaging.Metadata;

/// <summary>Texts by key in an XMP packet: for JPEG, WebP and TIFF files, which have no text chunks as PNG does.</summary>
internal static class XmpTexts
{
    private static readonly XNamespace s_meta = "adobe:ns:meta/";
    private static readonly XNamespace s_rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace s_own = "urn:atelier:texts:";

    /// <summary>A packet with these texts, added to an existing packet if given.</summary>
    public static byte[] Packet(IReadOnlyDictionary<string, string> texts, byte[]? into = null)
    {
        var document = into is null ? null : Parse(into);
        var root = document?.Descendants(s_rdf + "RDF").FirstOrDefault();
        if (root is null)
        {
            root = new XElement(s_rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", s_rdf));
            document = new(new XElement(s_meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", s_meta), root));
        }

        root.Add(new XElement(
            s_rdf + "Description",
            new XAttribute(s_rdf + "about", ""),
            new XAttribute(XNamespace.Xmlns + "atelier", s_own),
            texts.Select(text => new XElement(s_own + text.Key, new string([.. text.Value.Where(XmlConvert.IsXmlChar)])))));
        return Encoding.UTF8.GetBytes(document!.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>The text under a key, or null.</summary>
    public static string? Find(byte[] packet, string key) => Parse(packet)?.Descendants(s_own + key).FirstOrDefault()?.Value;

    private static XDocument? Parse(byte[] packet)
    {
        try
        {
            var text = Encoding.UTF8.GetString(packet).Trim('\0', '\uFEFF', ' ', '\n', '\r', '\t');
            using var reader = XmlReader.Create(new StringReader(text), new() { DtdProcessing = DtdProcessing.Prohibit });
            return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
