using System.Diagnostics;
using System.Text.Json;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Tests.Film;

/// <summary>A folder of films made by ffmpeg, and what ffprobe says of them.</summary>
public abstract class FilmFolder : IDisposable
{
    protected const string Green = "color=0x20C040:size=64x48:rate=10:duration=0.3,format=rgb24"; // 32 192 64

    protected static string[] H264 { get; } = ["-c:v", "libx264", "-pix_fmt", "yuv420p"];

    protected string Folder { get; } = Directory.CreateTempSubdirectory("atelier-films-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    protected static void Near(byte[] expected, byte[] pixel)
    {
        for (var c = 0; c < 3; c++)
        {
            Assert.InRange(pixel[c], expected[c] - 4, expected[c] + 4);
        }
    }

    protected static void NeedFfmpeg() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "ffmpeg"))), "ffmpeg is not installed");

    protected static byte[] Run(string program, string[] arguments)
    {
        NeedFfmpeg();
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaints = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, complaints.Result);
        return output.ToArray();
    }

    protected static string? Word(JsonElement stream, string name) => stream.TryGetProperty(name, out var value) ? value.GetString() : null;

    protected string In(string name) => Path.Combine(Folder, name);

    protected string Make(string name, string[] arguments)
    {
        Run("ffmpeg", ["-loglevel", "error", "-y", .. arguments, In(name)]);
        return In(name);
    }

    protected List<JsonElement> Streams(string name, string type)
    {
        using var document = JsonDocument.Parse(Run("ffprobe", ["-v", "error", "-show_streams", "-of", "json", "file:" + In(name)]));
        return [.. document.RootElement.GetProperty("streams").EnumerateArray().Where(stream => Word(stream, "codec_type") == type)
            .Select(stream => stream.Clone())];
    }

    // the film again through our hands, enlarged without a network; its first picture as it was read
    protected Picture Rewrite(string from, string to, int scale = 1)
    {
        using var film = FilmReader.Open(from);
        using var writer = FilmWriter.Create(In(to), film.Width * scale, film.Height * scale, film);
        Picture? first = null;
        while (film.Next() is { } picture)
        {
            first ??= picture;
            writer.Add(picture.Resize(film.Width * scale, film.Height * scale));
        }

        writer.Finish();
        return first!;
    }
}
