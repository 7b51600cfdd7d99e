using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Atelier.Core;

namespace Atelier.Torch.WeightFiles;

/// <summary>Reads pickles of weights and never runs anything: it knows tensors, dictionaries, lists, numbers and texts, keeps objects of
/// other classes as opaque values, and refuses calls of functions it does not know.</summary>
internal sealed class PickleMachine(ReadOnlyMemory<byte> bytes, string where)
{
    private static readonly object Mark = new();

    // what a pickle can do harm with is refused where it is named, called or not
    private static readonly HashSet<string> Forbidden =
        [
            "os", "posix", "nt", "sys", "subprocess", "builtins", "__builtin__", "runpy", "socket", "shutil", "pty",
            "importlib", "commands", "webbrowser", "ctypes", "code", "codeop", "pip", "urllib", "requests", "pickle",
        ];

    private static readonly HashSet<string> Harmless =
    [
        "builtins.set", "builtins.frozenset", "builtins.bytearray", "builtins.complex", "builtins.slice",
        "builtins.range", "__builtin__.set", "__builtin__.object", "builtins.object",
    ];

    // these may be called: the result stays an opaque value
    private static readonly HashSet<string> Opaque =
    [
        "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray._reconstruct", "numpy.dtype", "numpy.ndarray", "_codecs.encode",
        "copyreg._reconstructor", "copy_reg._reconstructor", "collections.defaultdict", "collections.Counter", "torch.Size",
        "torch.device", "pathlib.PosixPath", "pathlib.Path",
        "datetime.datetime", "datetime.timedelta", "argparse.Namespace", "torch.serialization._get_layout", .. Harmless,
    ];

    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _at;

    /// <summary>Bytes read: several pickles may follow each other.</summary>
    public int Position => _at;

    /// <summary>Runs to the end of the pickle and gives its value.</summary>
    /// <exception cref="UserException">The pickle would call something, or is damaged.</exception>
    public object? Read(int from = 0)
    {
        _at = from;
        try
        {
            while (Step())
            {
            }

            return Pop();
        }
        catch (Exception e) when (e is ArgumentException or InvalidCastException or InvalidOperationException or KeyNotFoundException
            or OverflowException or IndexOutOfRangeException or NullReferenceException or FormatException)
        {
            throw new UserException($"{where} is damaged or no PyTorch file: its pickle breaks off at byte {_at}.", e);
        }
    }

    private bool Step()
    {
        var code = (char)Byte();
        switch (code)
        {
            case '.': return false;
            case '\x80': Byte(); break;                                                  // PROTO
            case '\x95': Skip(8); break;                                                 // FRAME
            case '(': _stack.Add(Mark); break;
            case '0': Pop(); break;
            case '1': PopMark(); break;
            case '2': _stack.Add(_stack[^1]); break;
            case 'N': _stack.Add(null); break;
            case '\x88': _stack.Add(true); break;
            case '\x89': _stack.Add(false); break;
            case 'K': _stack.Add((long)Byte()); break;                                   // BININT1
            case 'M': _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case 'J': _stack.Add((long)Int32()); break;
            case 'I': _stack.Add(Number(Line())); break;
            case 'L': _stack.Add(long.Parse(Line().TrimEnd('L'))); break;
            case 'F': _stack.Add(double.Parse(Line())); break;
            case 'G': _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case '\x8a': AddLong(Take(Byte())); break;
            case '\x8b': AddLong(Take(Int32())); break;
            case 'X': _stack.Add(Text(Take(Int32()))); break;
            case '\x8c': _stack.Add(Text(Take(Byte()))); break;
            case '\x8d': _stack.Add(Text(Take(Int64()))); break;
            case 'V' or 'S': _stack.Add(Line().Trim('\'', '"')); break;
            case 'U': _stack.Add(Text(Take(Byte()))); break;
            case 'T': _stack.Add(Text(Take(Int32()))); break;
            case 'C': _stack.Add(Take(Byte()).ToArray()); break;
            case 'B': _stack.Add(Take(Int32()).ToArray()); break;
            case '\x8e': _stack.Add(Take(Int64()).ToArray()); break;
            case ')': _stack.Add(Array.Empty<object?>()); break;
            case '\x85': Tuple(1); break;
            case '\x86': Tuple(2); break;
            case '\x87': Tuple(3); break;
            case 't': _stack.Add(PopMark()); break;
            case ']': _stack.Add(new List<object?>()); break;
            case 'l': _stack.Add(PopMark().ToList()); break;
            case '}': _stack.Add(new PickleDictionary()); break;
            case 'd': Fill(new PickleDictionary(), PopMark(), push: true); break;
            case '\x8f': _stack.Add(new List<object?>()); break;                         // EMPTY_SET
            case '\x90': AppendAll(PopMark()); break;                                    // ADDITEMS
            case '\x91': _stack.Add(PopMark().ToList()); break;                          // FROZENSET
            case 'a': AppendAll([Pop()]); break;
            case 'e': AppendAll(PopMark()); break;
            case 's': SetItems(Pair()); break;
            case 'u': SetItems(PopMark()); break;
            case 'q': _memo[Byte()] = _stack[^1]; break;
            case 'r': _memo[Int32()] = _stack[^1]; break;
            case 'p': _memo[long.Parse(Line())] = _stack[^1]; break;
            case '\x94': _memo[_memo.Count] = _stack[^1]; break;                         // MEMOIZE
            case 'h': _stack.Add(_memo[Byte()]); break;
            case 'j': _stack.Add(_memo[Int32()]); break;
            case 'g': _stack.Add(_memo[long.Parse(Line())]); break;
            case 'c': _stack.Add(Global(Line(), Line())); break;
            case '\x93': Named(); break;                                                 // STACK_GLOBAL
            case 'R': Reduce(); break;
            case '\x81': NewObject(); break;
            case '\x92': Pop(); NewObject(); break;                                      // NEWOBJ_EX
            case 'b': Build(); break;
            case 'Q': _stack.Add(Persistent((object?[])Pop()!)); break;
            case 'i' or 'o': throw new UserException(
                $"{where} is refused: its pickle makes objects in a way weights never need (opcode {code}).");
            default: throw new FormatException($"opcode {(int)code:x2}");
        }

        return true;
    }

    private PickleGlobal Global(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        return Forbidden.Contains(module.Split('.')[0]) && !Harmless.Contains(global.FullName) ? throw Refusal(global) : global;
    }

    private UserException Refusal(PickleGlobal global) =>
        new($"{where} is refused: its pickle asks to run {global.FullName}, which has no place in a weight file; do not open it " +
            "elsewhere either.");

    private void Named()
    {
        var name = (string)Pop()!;
        _stack.Add(Global((string)Pop()!, name));
    }

    private void Reduce()
    {
        var arguments = (object?[])Pop()!;
        if (Pop() is not PickleGlobal function)
        {
            throw new FormatException("a call of no function");
        }

        _stack.Add(function.FullName switch
        {
            "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor" =>
                new PickleTensor((PickleStorage)arguments[0]!, (long)arguments[1]!, Longs(arguments[2]), Longs(arguments[3])),
            "torch._utils._rebuild_parameter" => arguments[0],
            "collections.OrderedDict" => Fill(
                new PickleDictionary(),
                arguments.Length == 0 ? [] : [.. ((IEnumerable<object?>)arguments[0]!).SelectMany(pair => (IEnumerable<object?>)pair!)],
                push: false),
            var name when Opaque.Contains(name) => new PickleObject(function),
            _ => throw Refusal(function),
        });
    }

    private void NewObject()
    {
        Pop();
        _stack.Add(new PickleObject((PickleGlobal)Pop()!));
    }

    private void Build()
    {
        var state = Pop();
        if (_stack[^1] is PickleObject instance)
        {
            instance.State = state;
        }
    }

    private static PickleStorage Persistent(object?[] id)
    {
        if (id.Length < 5 || id[0] is not "storage" || id[1] is not PickleGlobal type || id[2] is not string key || id[4] is not long count)
        {
            throw new FormatException("a persistent value that is no storage");
        }

        var view = id.Length > 5 ? id[5] as object?[] : null;
        return new(type.Name, key, count, view is null ? 0 : (long)view[1]!);
    }

    private static long[] Longs(object? tuple) => [.. ((object?[])tuple!).Select(value => (long)value!)];

    private void AppendAll(object?[] items)
    {
        if (_stack[^1] is List<object?> list)
        {
            list.AddRange(items);
        }
    }

    private void SetItems(object?[] items)
    {
        if (_stack[^1] is PickleDictionary dictionary)
        {
            Fill(dictionary, items, push: false);
        }
    }

    private PickleDictionary Fill(PickleDictionary dictionary, object?[] items, bool push)
    {
        for (var i = 0; i + 1 < items.Length; i += 2)
        {
            if (items[i] is string key) // other keys (classes, numbers) name nothing of ours
            {
                dictionary[key] = items[i + 1];
            }
        }

        if (push)
        {
            _stack.Add(dictionary);
        }

        return dictionary;
    }

    private object?[] Pair()
    {
        var value = Pop();
        return [Pop(), value];
    }

    private void Tuple(int count)
    {
        object?[] items = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        _stack.Add(items);
    }

    private object? Pop()
    {
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMark()
    {
        var at = _stack.LastIndexOf(Mark);
        object?[] items = [.. _stack[(at + 1)..]];
        _stack.RemoveRange(at, _stack.Count - at);
        return items;
    }

    private byte Byte() => bytes.Span[_at++];

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private int Int64() => checked((int)BinaryPrimitives.ReadInt64LittleEndian(Take(8)));

    private void Skip(int count) => Take(count);

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = bytes.Span.Slice(_at, count);
        _at += count;
        return taken;
    }

    private string Line()
    {
        var length = bytes.Span[_at..].IndexOf((byte)'\n');
        var line = Text(Take(length));
        _at++;
        return line.TrimEnd('\r');
    }

    private static object Number(string line) => line switch { "00" => false, "01" => true, _ => long.Parse(line) };

    private void AddLong(ReadOnlySpan<byte> digits)
    {
        var value = new BigInteger(digits);
        _stack.Add(value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value);
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}

/// <summary>A dictionary in the order it was filled.</summary>
internal sealed class PickleDictionary : Dictionary<string, object?>;
