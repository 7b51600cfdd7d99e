using System.Diagnostics;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Faces;

/// <summary>Clients of JavaScript that others wrote, as npm has them. They need node, and the network.</summary>
[Collection("studio")]
[Trait("Category", "Slow")]
public sealed class NodeClientTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-node-").FullName;
    private RunningStudio _studio = null!;

    public async ValueTask InitializeAsync()
    {
        _studio = await RunningStudio.StartAsync();
        _studio.Work();
    }

    public async ValueTask DisposeAsync()
    {
        await _studio.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public Task OpenAi() => RunAsync("openai.mjs", "openai@6.49.0");

    [Fact]
    public Task VercelsAiSdk() => RunAsync("ai-sdk.mjs", "ai@6.0.326", "@ai-sdk/openai-compatible@2.0.92");

    [Fact]
    public Task SillyTavern() => RunAsync("sillytavern.mjs", "sillytavern@1.19.0", "express@5");

    private async Task RunAsync(string script, params string[] packages)
    {
        var picture = Path.Combine(_folder, "a.png");
        Picture.Blank(32, 32, new(200, 30, 40)).Save(picture);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Clients", script), Path.Combine(_folder, script));
        await File.WriteAllTextAsync(Path.Combine(_folder, "package.json"), """{"private": true}""");
        await StartAsync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", .. packages]);
        Assert.EndsWith("done", (await StartAsync("node", [script, $"{_studio.Address}", picture])).TrimEnd());
    }

    private async Task<string> StartAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {output} {await errors}");
        return output;
    }
}
