using Atelier.Core.Files;
using System.Buffers.Binary;
using System.Numerics;
using Atelier.Imaging.Pictures;
using Google.Protobuf;
using Tensorboard;

namespace Atelier.Training.Logs;

/// <summary>Metrics and pictures for TensorBoard: a file of TFRecords with TorchSharp's <c>Event</c> messages. TorchSharp's own
/// <c>SummaryWriter</c> cannot mark the step at which a run was resumed, writes time in ticks, and needs SkiaSharp for pictures.</summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Starts a new file.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="from">Steps done. TensorBoard discards later steps of older files.</param>
    public EventFile(string folder, long from)
    {
        var name = $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}.atelier";
        var path = Path.Combine(folder, name);
        _file = AtomicFile.Guard(path, () => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0));
        Append(new() { FileVersion = "brain.Event:2" });
        if (from > 0) // discards this step and later ones
        {
            Append(new() { Step = from + 1, SessionLog = new() { Status = SessionLog.Types.SessionStatus.Start } });
        }
    }

    /// <summary>Adds metrics.</summary>
    public void Write(long step, IReadOnlyDictionary<string, double> metrics) =>
        Append(step, metrics.Select(metric => new Summary.Types.Value { Tag = metric.Key, SimpleValue = (float)metric.Value }));

    /// <summary>Adds a picture.</summary>
    public void Write(long step, string name, Picture picture) => Append(step, [new()
    {
        Tag = name,
        Image = new()
        {
            Height = picture.Height,
            Width = picture.Width,
            Colorspace = picture.Channels,
            EncodedImageString = UnsafeByteOperations.UnsafeWrap(picture.Encode(".png")),
        },
    }]);

    /// <summary>Adds a histogram: how often each of the values 0, 1, … occurs.</summary>
    public void Write(long step, string name, IReadOnlyList<double> counts) => Append(step, [new()
    {
        Tag = name,
        Histo = new()
        {
            Max = counts.Count - 1,
            Num = counts.Sum(),
            Sum = counts.Select((count, i) => count * i).Sum(),
            SumSquares = counts.Select((count, i) => count * i * i).Sum(),
            BucketLimit = { counts.Select((_, i) => i + 0.5) },
            Bucket = { counts },
        },
    }]);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void Append(long step, IEnumerable<Summary.Types.Value> values) =>
        Append(new() { Step = step, Summary = new() { Value = { values } } });

    // a TFRecord: length, its checksum, the message, its checksum
    private void Append(Event message)
    {
        message.WallTime = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        var body = message.ToByteArray();
        var record = new byte[8 + 4 + body.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(record, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        body.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + body.Length), MaskedCrc(body));
        AtomicFile.Guard(_file.Name, () =>
        {
            _file.Write(record);
            _file.Flush();
        });
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
