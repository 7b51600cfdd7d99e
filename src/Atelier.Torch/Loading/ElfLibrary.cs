using System.Buffers.Binary;
using System.Text;

namespace Atelier.Torch.Loading;

/// <summary>
/// A shared library in the ELF format (64 bits, little endian), with its imported symbols and their versions:
/// the System V ABI, and the chapter on symbol versioning of the Linux Standard Base.
/// </summary>
internal sealed class ElfLibrary
{
    private const int SymbolBytes = 24;
    private readonly Section _symbols;
    private readonly Section _names;
    private readonly Section _versions;
    private readonly Section _needs;

    private ElfLibrary(byte[] bytes)
    {
        Bytes = bytes;
        if (bytes is not [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, ..])
        {
            throw new InvalidDataException("not an ELF library of 64 bits, little endian");
        }

        var sections = ReadSections();
        _symbols = Only(sections, SectionType.DynamicSymbols);
        _names = _symbols.Link < sections.Length ? sections[_symbols.Link] : throw new InvalidDataException("its symbols have no names");
        _versions = Only(sections, SectionType.SymbolVersions);
        _needs = Only(sections, SectionType.VersionNeeds);
    }

    private enum SectionType : uint
    {
        DynamicSymbols = 11,
        VersionNeeds = 0x6ffffffe,
        SymbolVersions = 0x6fffffff,
    }

    /// <summary>The file.</summary>
    public byte[] Bytes { get; }

    /// <summary>Reads a library.</summary>
    /// <exception cref="InvalidDataException">It is none, or it is broken.</exception>
    public static ElfLibrary Read(byte[] bytes) => Checked(() => new ElfLibrary(bytes));

    /// <summary>The symbol versions it needs from other libraries, such as <c>GLIBC_2.29</c>.</summary>
    /// <exception cref="InvalidDataException">It is broken.</exception>
    public IReadOnlyList<string> NeededVersions() => Checked(() => Needs().Select(need => need.Version).ToList());

    /// <summary>
    /// Replaces an imported symbol by another. The other version must be needed from the same library already, and the other name
    /// must be no longer.
    /// </summary>
    /// <param name="symbol">The symbol, the only one imported of its version.</param>
    /// <param name="version">Its version.</param>
    /// <param name="other">The symbol to import instead.</param>
    /// <param name="otherVersion">Its version.</param>
    /// <exception cref="InvalidDataException">It is broken, or does not meet these conditions.</exception>
    public void RedirectSymbol(string symbol, string version, string other, string otherVersion) => Checked(() =>
    {
        var from = Need(version);
        var to = Need(otherVersion);
        if (from.Library != to.Library)
        {
            throw new InvalidDataException($"it needs {version} of {from.Library}, but {otherVersion} of {to.Library}");
        }

        var imported = SymbolsOf(from.Index);
        if (imported.Count != 1 || Name(imported[0]) != symbol)
        {
            var names = string.Join(", ", imported.Select(Name));
            throw new InvalidDataException($"it should import only {symbol} of {version}, but imports {names}");
        }

        Rename(imported[0], symbol, other);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(from.At), Hash(otherVersion));
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(from.At + 8), UInt32(to.At + 8));
        return true;
    });

    private static T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("a broken ELF library: it points outside itself", e);
        }
    }

    private static Section Only(Section[] sections, SectionType type) =>
        sections.Where(section => section.Type == type).ToArray() is [var only]
            ? only
            : throw new InvalidDataException($"an ELF library without {type}");

    // the hash of the System V ABI
    private static uint Hash(string name)
    {
        var hash = 0u;
        foreach (var letter in Encoding.ASCII.GetBytes(name))
        {
            hash = (hash << 4) + letter;
            var top = hash & 0xf0000000;
            hash = (hash ^ top >> 24) & ~top;
        }

        return hash;
    }

    // another symbol may share the name, or its end
    private void Rename(int at, string name, string other)
    {
        var start = UInt32(at);
        var shared = Symbols().Count(entry => UInt32(entry) >= start && UInt32(entry) <= start + name.Length) > 1;
        if (shared || other.Length > name.Length)
        {
            throw new InvalidDataException($"{name} cannot become {other}: it is longer, or another symbol shares the name");
        }

        Encoding.ASCII.GetBytes(other + '\0', Bytes.AsSpan(checked(_names.Offset + (int)start)));
    }

    private Section[] ReadSections()
    {
        var (start, bytes, count) = (checked((int)UInt64(40)), UInt16(58), UInt16(60));
        return [.. Enumerable.Range(0, count).Select(i => ReadSection(start + i * bytes))];
    }

    private Section ReadSection(int at) => checked(new(
        (SectionType)UInt32(at + 4), (int)UInt64(at + 24), (int)UInt64(at + 32), (int)UInt32(at + 40)));

    private VersionNeed Need(string version) =>
        Needs().FirstOrDefault(need => need.Version == version) ?? throw new InvalidDataException($"it does not need {version}");

    private IEnumerable<VersionNeed> Needs()
    {
        for (int at = _needs.Offset, next = 1; next != 0; at = checked(at + next))
        {
            var (count, library, first) = (UInt16(at + 2), Text(UInt32(at + 4)), checked((int)UInt32(at + 8)));
            next = checked((int)UInt32(at + 12));
            var entry = at + first;
            for (var i = 0; i < count; i++)
            {
                yield return new(entry, library, Text(UInt32(entry + 8)), UInt16(entry + 6));
                entry = checked(entry + (int)UInt32(entry + 12));
            }
        }
    }

    // the offset of each symbol's entry
    private IEnumerable<int> Symbols() => Enumerable.Range(0, _symbols.Bytes / SymbolBytes).Select(i => _symbols.Offset + i * SymbolBytes);

    private List<int> SymbolsOf(int version) =>
        [.. Symbols().Where((_, i) => (UInt16(_versions.Offset + 2 * i) & 0x7fff) == version)];

    private string Name(int symbol) => Text(UInt32(symbol));

    private string Text(uint at)
    {
        var text = Bytes.AsSpan(_names.Offset, _names.Bytes)[checked((int)at)..];
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(at));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(at));

    private ulong UInt64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(at));

    private sealed record Section(SectionType Type, int Offset, int Bytes, int Link);

    // one needed version of one library; At: the offset of its entry
    private sealed record VersionNeed(int At, string Library, string Version, int Index);
}
