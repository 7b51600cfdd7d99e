using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Faces;

/// <summary>Requests that are made to harm: each is refused, and the studio serves the next one.</summary>
[Collection("studio")]
public sealed class HostileRequestTests : NativeFace
{
    private const int MostText = 16 << 20; // bytes of a compressed text that are read
    private static readonly int s_header = Picture.Blank(1, 1, new(0, 0, 0)).Encode(".png").AsSpan().IndexOf("IDAT"u8) - 4;

    [Fact]
    public async Task ASmallFile_OfVeryManyPixels_IsNotDecoded()
    {
        const int Side = 30_000;
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Side);
        header[8] = 1; // bit
        var pixels = Packed(stream => stream.Write(new byte[((Side / 8) + 1) * Side]));
        byte[] bomb = [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", pixels), .. Chunk("IEND", [])];
        Assert.True(bomb.Length < 1 << 20);
        using var upload = await Studio.Http.PostAsync("/api/uploads", new ByteArrayContent(bomb));
        await AssertRefusedAsync(upload);
        Assert.Contains("pixels large; at most 100 million", await upload.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var text = Convert.ToBase64String(bomb);
        using var edit = await Studio.Http.PostAsJsonAsync(
            "/v1/images/edits", new { prompt = "x", images = new[] { new { image_url = $"data:image/png;base64,{text}" } } });
        Assert.True((int)edit.StatusCode is >= 400 and < 500, $"{(int)edit.StatusCode}");
        using var start = await Studio.Http.PostAsJsonAsync("/sdapi/v1/img2img", new { prompt = "x", init_images = new[] { text } });
        Assert.True((int)start.StatusCode is >= 400 and < 500, $"{(int)start.StatusCode}");
    }

    [Theory]
    [InlineData("zTXt")]
    [InlineData("iTXt")]
    public async Task AShortText_ThatBecomesVeryLong_IsNotRead(string chunk)
    {
        var (key, text) = (ImagineOptions.Key, new ImagineOptions { Prompt = "a fox", Seed = 12 }.Texts()[ImagineOptions.Key]);
        var plain = await UploadAsync(WithText(chunk, key, text, 0));
        Assert.Equal("imagine", plain.GetProperty("found").Text("kind"));
        var bomb = await UploadAsync(WithText(chunk, key, text, MostText)); // white space, which JSON may begin with
        Assert.Equal(JsonValueKind.Null, bomb.GetProperty("found").ValueKind);
    }

    [Theory]
    [InlineData("/api/jobs", 100)]
    [InlineData("/v1/images/generations", 101)]
    [InlineData("/sdapi/v1/txt2img", 101)]
    public async Task VeryLongJson_IsRefused_BeforeItIsSent(string path, int megabytes)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Studio.Address.Port);
        await WriteAsync(
            socket, $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n" +
            $"Content-Length: {megabytes << 20}\r\n\r\n");
        using var reader = new StreamReader(socket.GetStream());
        Assert.StartsWith("HTTP/1.1 413 ", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("/api/jobs")]
    [InlineData("/v1/images/generations")]
    [InlineData("/sdapi/v1/txt2img")]
    public async Task JsonThatIsVeryDeep_IsRefused(string path)
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100_000)) + string.Concat(Enumerable.Repeat("]", 100_000));
        foreach (var body in new[] { deep, $$"""{"kind":"imagine","prompt":"x","input":{{deep}}}""" })
        {
            using var response = await Studio.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
            Assert.True((int)response.StatusCode is >= 400 and < 500, $"{(int)response.StatusCode}");
        }
    }

    [Theory]
    [InlineData(1000, 10)]
    [InlineData(1, 1 << 20)]
    public async Task AFloodOfHeaders_IsRefused(int count, int length)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Studio.Address.Port);
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"x-{i}: {new string('a', length)}\r\n"));
        await WriteAsync(socket, $"GET /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n");
        using var reader = new StreamReader(socket.GetStream());
        Assert.StartsWith("HTTP/1.1 431 ", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("alive", await Studio.Http.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task ManyRequests_ThatNeverEnd_StopNobody()
    {
        var sockets = new List<TcpClient>();
        for (var i = 0; i < 300; i++)
        {
            var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, Studio.Address.Port);
            var rest = i % 2 == 0 ? "" : "Content-Length: 1000\r\n\r\n{";
            await WriteAsync(socket, "POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\n" + rest);
            sockets.Add(socket);
        }

        using var order = await PostAsync(Json("imagine", Toy.Imagine()));
        Assert.Equal(HttpStatusCode.Accepted, order.StatusCode);
        sockets.ForEach(socket => socket.Dispose());
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:7860")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("localhost.")]
    [InlineData("xn--localhost")]
    public async Task ANameThatIsNotTheStudios_IsRefusedEverywhere(string host)
    {
        string[] paths = ["/", "/api/events", "/api/blobs/0", "/v1/models", "/sdapi/v1/options", "/openapi/v1.json", "/healthz"];
        foreach (var path in paths)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using var response = await Studio.Http.SendAsync(request);
            Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{path} {(int)response.StatusCode}");
        }
    }

    [Theory]
    [InlineData("POST", "/v1/images/generations")]
    [InlineData("POST", "/sdapi/v1/txt2img")]
    [InlineData("POST", "/sdapi/v1/interrupt")]
    [InlineData("POST", "/api/uploads")]
    [InlineData("POST", "/api/work/claim")]
    [InlineData("PATCH", "/api/pictures/1")]
    public async Task AForeignPage_CannotOrderAnything(string method, string path)
    {
        var alike = $"http://127.0.0.1:{Studio.Address.Port}.evil.example";
        foreach (var origin in new[] { "http://evil.example", "null", alike, "http://localhost:1" })
        {
            using var request = new HttpRequestMessage(new(method), path);
            request.Content = new StringContent("{}", Encoding.UTF8, "text/plain"); // which pages may send unasked
            request.Headers.Add("Origin", origin);
            using var response = await Studio.Http.SendAsync(request);
            Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{origin} {(int)response.StatusCode}");
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    private static async Task WriteAsync(TcpClient socket, string text)
    {
        try
        {
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        }
        catch (IOException)
        {
            // it was refused before it was read to its end
        }
    }

    private async Task<JsonElement> UploadAsync(byte[] file)
    {
        using var response = await Studio.Http.PostAsync("/api/uploads", new ByteArrayContent(file));
        return await JsonAsync(response);
    }

    private static byte[] WithText(string type, string key, string text, int spaces)
    {
        var bare = Picture.Blank(16, 16, new(1, 2, (byte)(spaces % 251))).Encode(".png");
        var packed = Packed(stream =>
        {
            stream.Write(Encoding.ASCII.GetBytes(new string(' ', spaces)));
            stream.Write(Encoding.UTF8.GetBytes(text));
        });
        byte[] data = [.. Encoding.ASCII.GetBytes(key), .. type == "zTXt" ? [0, 0] : (byte[])[0, 1, 0, 0, 0], .. packed];
        return [.. bare[..s_header], .. Chunk(type, data), .. bare[s_header..]];
    }

    private static byte[] Packed(Action<Stream> write)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            write(zlib);
        }

        return packed.ToArray();
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[4 + named.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + named.Length), Crc32.HashToUInt32(named));
        return chunk;
    }
}
