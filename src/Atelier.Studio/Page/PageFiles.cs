using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Page;

/// <summary>The page: files within the program, the same for everybody. It holds no secret, so it needs no key; what it shows comes
/// through the API, which does.</summary>
internal static class PageFiles
{
    private const string Folder = "page/";

    // only files of this address; no scripts or styles within the text, no frames, no forms that leave
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self'; connect-src 'self'; " +
        "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, PageFile> s_files = Read();

    /// <summary>Whether an address is one of the page's.</summary>
    public static bool Has(PathString path) => s_files.ContainsKey(path.Value!);

    /// <summary>Serves the page at <c>/</c>.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var (path, file) in s_files)
        {
            app.MapMethods(path, ["GET", "HEAD"], context => ServeAsync(context, file)).ExcludeFromDescription();
        }
    }

    private static async Task ServeAsync(HttpContext context, PageFile file)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-cache"; // asked for again, and answered with 304: a new program has a new page at once
        headers.ETag = file.Tag;
        headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch.ToString() == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isPacked = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        var bytes = isPacked ? file.Packed : file.Plain;
        headers.ContentEncoding = isPacked ? "gzip" : default;
        context.Response.ContentType = file.Type;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static Dictionary<string, PageFile> Read()
    {
        var assembly = typeof(PageFiles).Assembly;
        var files = new Dictionary<string, PageFile>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var plain = new byte[stream.Length];
            stream.ReadExactly(plain);
            var path = "/" + name[Folder.Length..].Replace('\\', '/');
            files[path == "/index.html" ? "/" : path] = new(
                TypeOf(path), $"\"{Convert.ToHexStringLower(SHA256.HashData(plain))[..32]}\"", plain, Pack(plain));
        }

        return files;
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".webmanifest" => "application/manifest+json",
        _ => "text/plain; charset=utf-8",
    };

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private sealed record PageFile(string Type, string Tag, byte[] Plain, byte[] Packed);
}
