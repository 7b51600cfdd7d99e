namespace Atelier.Torch.WeightFiles;

/// <summary>Reads the fields of a message of Protocol Buffers one after another; nested messages are bytes to read anew.</summary>
/// <param name="bytes">The message.</param>
internal struct ProtobufReader(ReadOnlyMemory<byte> bytes)
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5; // wire types
    private int _at;

    /// <summary>The field's number.</summary>
    public int Field { get; private set; }

    /// <summary>The field's value where it is a whole number.</summary>
    public ulong Number { get; private set; }

    /// <summary>The field's bytes: of a text, a message, a packed list, or a fixed-width number.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Reads the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    public bool Next()
    {
        if (_at == bytes.Length)
        {
            return false;
        }

        var tag = ReadVarint();
        (Field, Number, Bytes) = ((int)(tag >> 3), 0, default);
        switch ((int)(tag & 7))
        {
            case Varint:
                Number = ReadVarint();
                break;
            case Delimited:
                Bytes = Take(ReadVarint());
                break;
            case Fixed32:
                Bytes = Take(sizeof(float));
                break;
            case Fixed64:
                Bytes = Take(sizeof(double));
                break;
            default:
                throw new InvalidDataException();
        }

        return true;
    }

    /// <summary>The whole numbers of the field: packed, or one.</summary>
    public readonly long[] Numbers()
    {
        if (Bytes.IsEmpty)
        {
            return [(long)Number];
        }

        var (reader, numbers) = (new ProtobufReader(Bytes), new List<long>());
        while (reader._at < Bytes.Length)
        {
            numbers.Add((long)reader.ReadVarint());
        }

        return [.. numbers];
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64 && _at < bytes.Length; shift += 7)
        {
            var next = bytes.Span[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException();
    }

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (length > (ulong)(bytes.Length - _at))
        {
            throw new InvalidDataException();
        }

        _at += (int)length;
        return bytes.Slice(_at - (int)length, (int)length);
    }
}
