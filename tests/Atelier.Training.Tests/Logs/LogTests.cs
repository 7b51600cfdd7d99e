using System.Buffers.Binary;
using System.Text;
using Atelier.Media;
using Atelier.Training.Logs;

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
        byte[] loss = [0x10, 7, 0x2A, 0x0D, 0x0A, 0x0B, 0x0A, 4, .. "loss"u8, 0x15, 0, 0, 0, 0x3F]; // step 7; summary of one value: tag, simple_value 0.5
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
        var drawings = System.Text.RegularExpressions.Regex.Matches(page, "<svg.*?</svg>", System.Text.RegularExpressions.RegexOptions.Singleline).Select(match => System.Xml.Linq.XElement.Parse(match.Value)).ToArray();
        Assert.Equal(["test_psnr", "loss"], drawings.Select(drawing => drawing.Attribute("aria-label")!.Value));
        Assert.Equal("44,8 179,101 314,132", drawings[1].Element("polyline")!.Attribute("points")!.Value);
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
