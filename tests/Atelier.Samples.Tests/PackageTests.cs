using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Atelier.Imaging.Pictures;

namespace Atelier.Samples.Tests;

/// <summary>The packages, made from these sources and used as a stranger would: from a folder, in a project outside the
/// repository.</summary>
[Trait("Category", "Slow")]
public sealed class PackageTests : IDisposable
{
    private const string Version = "0.0.1-test";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);
    private static readonly string Root = AppContext.BaseDirectory.Split("artifacts")[0];
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-packages-").FullName;

    private static string System => OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";

    private string Feed => At("feed");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Libraries_AreRestored_AndClassifyAPicture()
    {
        await PackAsync("Atelier.slnx", "AtelierPack");
        string[] libraries = ["Atelier.Art", "Atelier.Core", "Atelier.Hub", "Atelier.Imaging", "Atelier.Models", "Atelier.Torch"];
        Assert.Equal(
            [.. libraries, "Atelier.Models.Glyphs"],
            Directory.GetFiles(Feed, "*.nupkg").Select(path => Path.GetFileName(path).Replace($".{Version}.nupkg", ""))
                .OrderBy(name => name == "Atelier.Models.Glyphs").ThenBy(name => name, StringComparer.Ordinal));
        Assert.All(libraries, AssertComplete);

        var project = Directory.CreateDirectory(At("stranger")).FullName;
        await WriteAsync(project, "NuGet.config", Configuration);
        await WriteAsync(project, "stranger.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Atelier.Art" Version="{Version}" />
                <PackageReference Include="Atelier.Models.Glyphs" Version="{Version}" />
                <PackageReference Include="libtorch-cpu-{System}" Version="2.10.0" />
                <PackageReference Include="NetVips.Native.{System}" Version="8.18.7" />
              </ItemGroup>
            </Project>
            """);
        await WriteAsync(project, "Program.cs", """
            using Atelier.Hub;
            using Atelier.Imaging.Pictures;

            var picture = Picture.Load(args[0]);
            using var clip = Clip.Load("clip-glyphs");
            Console.WriteLine(string.Join(' ', clip.Classify(picture, ["a penguin", "a key"]).Select(p => p > 0.5)));
            """);

        var build = await RunAsync("dotnet", project, "build", "-v", "q", "-nologo", "-o", At("program"));
        Assert.DoesNotContain("warning", build, StringComparison.Ordinal);
        var said = await RunAsync(At("program/stranger"), project, Path.Combine(Root, "benchmarks", "upscale", "emoji-penguin.png"));
        Assert.Equal("True False", said.Trim());
    }

    [Fact]
    public async Task Tool_IsInstalled_AndMakesAPicture()
    {
        await PackAsync(Path.Combine("src", "Atelier.Cli"), "AtelierBundle");
        await WriteAsync(_folder, "NuGet.config", Configuration);

        await RunAsync("dotnet", _folder, "tool", "install", "Atelier.Cli", "--version", Version, "--tool-path", At("tools"));
        await RunAsync(At("tools/atelier"), _folder, "imagine", "a red apple", "-o", At("apple.png"), "--iterations", "2", "--quiet");

        Assert.True(Picture.Load(At("apple.png")).Width > 0);
        Assert.Contains(Version, await RunAsync(At("tools/atelier"), _folder, "--version"), StringComparison.Ordinal);
    }

    // the packages of others come from the user's own folder, these from the feed: none of them stays behind
    private string Configuration => $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="{At("packages")}" /></config>
          <packageSources>
            <clear />
            <add key="feed" value="{Feed}" />
            <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
          </packageSources>
          <packageSourceMapping>
            <packageSource key="feed"><package pattern="Atelier.*" /></packageSource>
            <packageSource key="nuget.org"><package pattern="*" /></packageSource>
          </packageSourceMapping>
          <fallbackPackageFolders><add key="user" value="{UserPackages}" /></fallbackPackageFolders>
        </configuration>
        """;

    private static string UserPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen ? chosen
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private void AssertComplete(string library)
    {
        using var package = ZipFile.OpenRead(Path.Combine(Feed, $"{library}.{Version}.nupkg"));
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains($"lib/net10.0/{library}.xml", names);
        Assert.Contains("LICENSE", names);
        using var readme = new StreamReader(package.GetEntry("README.md")!.Open());
        Assert.StartsWith($"# {library}\n", readme.ReadToEnd(), StringComparison.Ordinal);
        var manifest = XDocument.Load(package.GetEntry($"{library}.nuspec")!.Open()).Root!.Elements().Single();
        string Text(string name) => manifest.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal("MIT", Text("license"));
        Assert.True(Text("description").Length > 40, Text("description"));

        using var symbols = ZipFile.OpenRead(Path.Combine(Feed, $"{library}.{Version}.snupkg"));
        Assert.Contains(symbols.Entries, entry => entry.FullName == $"lib/net10.0/{library}.pdb");
    }

    private Task<string> PackAsync(string what, string property) => RunAsync(
        "dotnet", Root, "pack", what, "-c", "Release", "-v", "q", "-nologo", "-o", Feed, $"-p:{property}=true", "-p:RunAnalyzers=false",
        $"-p:MinVerVersionOverride={Version}", $"-p:ArtifactsPath={At("artifacts")}", "-warnaserror");

    private string At(string name) => Path.Combine(_folder, name);

    private static Task WriteAsync(string folder, string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text);

    private static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false" }, // servers would hold the output open
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Longest);
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}:\n{await output}{await error}");
        return await output;
    }
}
