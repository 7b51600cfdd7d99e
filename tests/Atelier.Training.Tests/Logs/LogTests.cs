using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Training.Logs;
using Atelier.Training.Loop;

namespace Atelier.Training.Tests.Logs;

public sealed class LogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Events_AreWholeRecordsWithTheChecksumsTensorBoardWants()
    {
        using (var events = new EventFile(_folder, 0))
        {
            events.Write(7, new Dictionary<string, double> { ["loss"] = 0.5 });
            events.Write(7, "codes", [1, 2, 3]);
        }

        var bytes = File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder)));
        var records = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(Masked(bytes[at..(at + 8)]), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            records.Add(bytes[(at + 12)..(at + 12 + length)]);
            Assert.Equal(Masked(records[^1]), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            at += 16 + length;
        }

        Assert.Equal(3, records.Count);
        Assert.Equal("brain.Event:2", Encoding.ASCII.GetString(records[0][^13..]));
        // step 7; summary of one value: tag, simple_value 0.5
        byte[] loss = [0x10, 7, 0x2A, 0x0D, 0x0A, 0x0B, 0x0A, 4, .. "loss"u8, 0x15, 0, 0, 0, 0x3F];
        Assert.Equal(loss, records[1][9..]);
    }

    [Fact]
    public void Csv_GetsANewColumnForANewFigure_AndForgetsWhatComesAfterACheckpoint()
    {
        var path = Path.Combine(_folder, "log.csv");
        var log = new CsvLog(path);
        log.Write(1, new Dictionary<string, double> { ["a"] = 1 });
        log.Write(2, new Dictionary<string, double> { ["b"] = 2.5 });
        log.Write(3, new Dictionary<string, double> { ["a"] = 3, ["b"] = 4 });
        Assert.Equal(["step,a,b", "1,1,", "2,,2.5", "3,3,4"], File.ReadAllLines(path));

        log.Rewind(2);
        new CsvLog(path).Write(3, new Dictionary<string, double> { ["b"] = 9 });
        Assert.Equal(["step,a,b", "1,1,", "2,,2.5", "3,,9"], File.ReadAllLines(path));
    }

    [Fact]
    public void AReport_HasEveryFigureAsADrawing_TheSheets_AndTheRecipe_InOneFile()
    {
        File.WriteAllText(Path.Combine(_folder, "recipe.yaml"), "about: a <test>\n");
        File.WriteAllText(Path.Combine(_folder, "figures.json"), """{"test_psnr":21.5}""");
        using (var journal = new Journal(_folder, 0, 9, new Nobody()))
        {
            for (var step = 1; step <= 3; step++)
            {
                journal.Write(step, new Dictionary<string, double> { ["loss"] = 1.0 / step, ["broken"] = double.NaN });
                journal.Write(step, Picture.Blank(4, 4, Colour.Black), new Dictionary<string, IReadOnlyList<double>>());
            }

            journal.Write(3, new Dictionary<string, double> { ["test_psnr"] = 21.5 });
            journal.WriteReport(3);
        }

        var page = File.ReadAllText(Path.Combine(_folder, "report.html"));
        Assert.Contains("3 of 9 steps", page);
        Assert.Contains("about: a &lt;test&gt;", page);
        Assert.Equal(3, page.Split("data:image/png;base64,").Length - 1);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Equal(3, page.Split("<label title=\"full size\"><input type=\"checkbox\"><span><img").Length - 1);
        Assert.Contains("<th>test_psnr</th><td>21.5 dB</td>", page);
        var drawings = Regex.Matches(page, "<svg.*?</svg>", RegexOptions.Singleline).Select(match => XElement.Parse(match.Value)).ToArray();
        Assert.Equal(["test_psnr", "loss"], drawings.Select(drawing => drawing.Attribute("aria-label")!.Value));
        Assert.Equal("45,18 179.5,103.5 314,132", drawings[1].Element("polyline")!.Attribute("points")!.Value);
    }

    [Theory]
    [InlineData("test_psnr", -123.4567, 98765.4321, "dB")]
    [InlineData("pictures_per_second", 1.234567e-12, -9.87654e15, "per second")]
    [InlineData("loss", 0.00123456, 0.00123457, null)]
    public void LabelsOfADrawing_LieWithinIt_AndTellTheirUnits(string name, double low, double high, string? unit)
    {
        var figure = Plot.Draw(new(name, [.. Enumerable.Range(0, 100).Select(i => (1e6 + (i * 1e5), i % 2 == 0 ? low : high))]));
        var drawing = XElement.Parse(Regex.Match(figure, "<svg.*?</svg>", RegexOptions.Singleline).Value);
        var labels = drawing.Elements("text").ToArray();

        Assert.Equal(unit is null ? 5 : 6, labels.Length);
        Assert.Contains("steps", labels.Select(label => label.Value));
        Assert.All(labels, label =>
        {
            // the widest digits of common fonts at 10 px
            var (x, width) = (double.Parse(label.Attribute("x")!.Value, CultureInfo.InvariantCulture), 6.4 * label.Value.Length);
            var from = label.Attribute("text-anchor")!.Value switch { "end" => x - width, "middle" => x - (width / 2), _ => x };
            Assert.InRange(from, 0, 320);
            Assert.InRange(from + width, 0, 320);
            Assert.InRange(double.Parse(label.Attribute("y")!.Value, CultureInfo.InvariantCulture), 10, 150);
        });
        if (unit is not null)
        {
            Assert.Contains(unit, labels.Select(label => label.Value));
            Assert.EndsWith($"{unit}</b></figcaption></figure>", figure.TrimEnd());
        }
    }

    [Fact]
    public void ARoughCurve_IsDrawnAsItIs_AndSmoothed()
    {
        var curve = new Curve("loss", [.. Enumerable.Range(0, 1000).Select(i => ((double)i, i % 2 == 0 ? 0.0 : 1.0))]);

        Assert.Equal(2, Plot.Draw(curve).Split("<polyline").Length - 1);
        var smooth = curve.Smoothed().Points;
        Assert.Equal((0, 0), smooth[0]);
        Assert.Equal(0.4 / 0.64, smooth[1].Value, 12);
        Assert.All(smooth.Skip(20), point => Assert.InRange(point.Value, 0.37, 0.63));
        Assert.All(curve.Downsampled(10).Points, point => Assert.Equal(0.5, point.Value));
    }

    [Fact]
    public void Events_OfAResumedRun_AreReadByGooglesLibrary_AndAgreeWithTheOtherLogs()
    {
        var (missing, _) = Python("-c", "import crc32c, google.protobuf");
        Assert.SkipWhen(missing != 0, "python3-protobuf and python3-crc32c are not installed");
        var codes = new Dictionary<string, IReadOnlyList<double>> { ["codes"] = [3, 0.25, 0, 7] };
        Write(0, 1, 2, 3); // killed after the checkpoint of step 2
        Write(2, 3, 4);

        var (code, told) = Python(Path.Combine(Atelier.Tests.Golden.Root, "benchmarks", "events.py"), _folder);

        Assert.True(code == 0, told);
        Assert.StartsWith("2 files, 8 scalars, 4 pictures, 4 histograms", told);
        var file = Directory.GetFiles(_folder, "events.out.*").Max()!;
        var bytes = File.ReadAllBytes(file);
        bytes[^10] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Equal(1, Python(Path.Combine(Atelier.Tests.Golden.Root, "benchmarks", "events.py"), _folder).Code);

        void Write(long from, params long[] steps)
        {
            Thread.Sleep(2); // files are named by the millisecond
            using var journal = new Journal(_folder, from, 4, new Nobody());
            foreach (var step in steps)
            {
                journal.Write(step, new Dictionary<string, double> { ["loss"] = 1.0 / (step + from), ["psnr"] = 20 + step });
                journal.Write(step, Picture.Blank(4, 6, Colour.Black), codes);
            }
        }
    }

    private static (int Code, string Told) Python(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var told = process.StandardOutput.ReadToEndAsync();
            var complaints = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, told.Result + complaints);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (1, "there is no Python");
        }
    }

    private sealed class Nobody : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value)
        {
        }
    }

    // CRC-32C bit by bit, as RFC 3720 has it, turned as TFRecord wants
    private static uint Masked(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        crc ^= uint.MaxValue;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }
}
