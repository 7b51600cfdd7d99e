using System.Globalization;
using System.Text.Json;
using Atelier.Imaging.Pictures;

namespace Atelier.Studio.Tests.Server;

/// <summary>The log of a studio, as whoever runs it reads it.</summary>
[Collection("studio")]
public sealed class LogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AFailure_IsLoggedWithItsRequest(bool isJson)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit of files is Linux's");
        var port = FreePort.Find();
        await using var studio = await AtelierProcess.StudioAsync(_folder, port, ["--no-worker", .. isJson ? (string[])["--json"] : []]);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/") };
        await studio.LimitFilesAsync(40);
        using var answer = await http.PostAsync(
            "/api/uploads", new ByteArrayContent(Picture.Blank(300, 200, new(200, 0, 0)).Encode(".png")));
        Assert.Equal(507, (int)answer.StatusCode);
        var id = answer.Headers.GetValues("x-request-id").Single();
        await studio.UntilSaidAsync(id);
        var line = studio.Output.Split('\n').First(line => line.Contains(id, StringComparison.Ordinal));
        Assert.Contains("POST /api/uploads", line, StringComparison.Ordinal);
        if (isJson)
        {
            var entry = JsonSerializer.Deserialize<JsonElement>(line);
            Assert.Equal(("Error", "a request failed"), (entry.Text("LogLevel"), entry.Text("Message")));
            Assert.Contains(
                entry.GetProperty("Scopes").EnumerateArray(),
                scope => scope.TryGetProperty("RequestId", out var own) && own.GetString() == id);
            Assert.True(DateTimeOffset.TryParse(entry.Text("Timestamp"), CultureInfo.InvariantCulture, out _));
        }
    }
}
