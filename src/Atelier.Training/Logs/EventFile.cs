using System.Buffers.Binary;
using System.Text;
using Atelier.Media;

namespace Atelier.Training.Logs;

/// <summary>Figures and pictures as TensorBoard reads them: a file of TFRecords, each an <c>Event</c> of tensorflow/core/util/event.proto.</summary>
internal sealed class EventFile : IDisposable
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (crc, _) => (crc >> 1) ^ (0x82F63B78 & (0 - (crc & 1)))))]; // CRC-32C
    private readonly FileStream _file;

    /// <summary>Begins a file of its own.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="from">Steps done: TensorBoard forgets what other files of the run say of later ones.</param>
    public EventFile(string folder, long from)
    {
        var now = DateTimeOffset.UtcNow;
        _file = new(Path.Combine(folder, $"events.out.tfevents.{now.ToUnixTimeMilliseconds()}.atelier"), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Append(0, event_ => event_.Text(3, "brain.Event:2"));
        if (from > 0)
        {
            Append(from + 1, event_ => event_.Message(7, session => session.Whole(1, 1))); // SessionLog.START: what has this step or a later one is forgotten
        }
    }

    /// <summary>Adds figures.</summary>
    public void Write(long step, IReadOnlyDictionary<string, double> figures) => Append(step, event_ => event_.Message(5, summary =>
    {
        foreach (var (name, figure) in figures)
        {
            summary.Message(1, value => value.Text(1, name).Real(2, (float)figure));
        }
    }));

    /// <summary>Adds a picture.</summary>
    public void Write(long step, string name, Picture picture) => Append(step, event_ => event_.Message(5, summary => summary.Message(1, value =>
        value.Text(1, name).Message(4, image => image.Whole(1, picture.Height).Whole(2, picture.Width).Whole(3, picture.Channels).Bytes(4, picture.Encode(".png"))))));

    /// <summary>Adds how often each of many values 0, 1, … occurs.</summary>
    public void Write(long step, string name, IReadOnlyList<double> counts) => Append(step, event_ => event_.Message(5, summary => summary.Message(1, value => value.Text(1, name).Message(5, histogram =>
    {
        var total = counts.Sum();
        histogram.Double(1, 0).Double(2, counts.Count - 1).Double(3, total).Double(4, counts.Select((count, i) => count * i).Sum()).Double(5, counts.Select((count, i) => count * i * i).Sum());
        histogram.Doubles(6, [.. counts.Select((_, i) => i + 0.5)]).Doubles(7, [.. counts]);
    }))));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }

    private void Append(long step, Action<ProtoMessage> fill)
    {
        var event_ = new ProtoMessage().Double(1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0).Whole(2, step);
        fill(event_);
        var body = event_.ToArray();
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(head, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Masked(head[..8]));
        _file.Write(head);
        _file.Write(body);
        Span<byte> tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, Masked(body));
        _file.Write(tail);
        _file.Flush();
    }

    /// <summary>Fields of a protocol buffer, by number.</summary>
    private sealed class ProtoMessage
    {
        private readonly List<byte> _bytes = [];

        public byte[] ToArray() => [.. _bytes];

        public ProtoMessage Whole(int field, long value)
        {
            Number((ulong)field << 3);
            Number((ulong)value);
            return this;
        }

        public ProtoMessage Double(int field, double value)
        {
            Number(((ulong)field << 3) | 1);
            _bytes.AddRange(BitConverter.GetBytes(value));
            return this;
        }

        public ProtoMessage Real(int field, float value)
        {
            Number(((ulong)field << 3) | 5);
            _bytes.AddRange(BitConverter.GetBytes(value));
            return this;
        }

        public ProtoMessage Bytes(int field, byte[] value)
        {
            Number(((ulong)field << 3) | 2);
            Number((ulong)value.Length);
            _bytes.AddRange(value);
            return this;
        }

        public ProtoMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public ProtoMessage Doubles(int field, double[] values) => Bytes(field, [.. values.SelectMany(BitConverter.GetBytes)]);

        public ProtoMessage Message(int field, Action<ProtoMessage> fill)
        {
            var inner = new ProtoMessage();
            fill(inner);
            return Bytes(field, inner.ToArray());
        }

        private void Number(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                _bytes.Add((byte)(value | 0x80));
            }

            _bytes.Add((byte)value);
        }
    }
}
