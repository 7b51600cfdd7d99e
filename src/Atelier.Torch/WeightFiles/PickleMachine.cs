using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Atelier.Core;

namespace Atelier.Torch.WeightFiles;

/// <summary>Reads pickles of weights and never runs anything: it knows tensors, dictionaries, lists, numbers and texts, keeps all other
/// objects as opaque values, and refuses what would run code elsewhere (see <see cref="PicklePolicy"/>).</summary>
internal sealed class PickleMachine(ReadOnlyMemory<byte> bytes, string where, bool isInner = false)
{
    private const int MaxSteps = 10_000_000; // each can make an object: a bound on memory
    private const int MaxNumberBytes = 4096;   // bytes; reading digits takes quadratic time
    private static readonly object Mark = new();

    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _at;
    private int _steps;

    /// <summary>Bytes read: several pickles may follow each other.</summary>
    public int Position => _at;

    /// <summary>The storages that were named so far, by key, reachable from the value or not.</summary>
    public Dictionary<string, PickleStorage> Storages { get; } = [];

    /// <summary>Runs to the end of the pickle and gives its value, which may contain itself.</summary>
    /// <exception cref="ModelFileException">The pickle would call something, or is damaged.</exception>
    public object? Read(int from = 0)
    {
        _at = from;
        try
        {
            while (Step())
            {
                if (++_steps > MaxSteps)
                {
                    throw new ModelFileException(
                        $"{where} keeps more than {MaxSteps:N0} values beside its tensors: save the tensors alone.");
                }
            }

            return Pop();
        }
        catch (Exception e) when (e is ArgumentException or InvalidCastException or KeyNotFoundException or OverflowException
            or IndexOutOfRangeException or FormatException)
        {
            throw new ModelFileException($"{where} is damaged or no PyTorch file: its pickle breaks off at byte {_at}.", e);
        }
    }

    private bool Step()
    {
        var code = (char)Byte();
        switch (code)
        {
            case '.': return false;
            case '\x80': Byte(); break;                                                  // PROTO
            case '\x95': Take(8); break;                                                 // FRAME
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
            case 'L': AddLong(Digits(Line().TrimEnd('L'))); break;
            case 'F': _stack.Add(double.Parse(Line(), CultureInfo.InvariantCulture)); break;
            case 'G': _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case '\x8a': AddLong(new(Take(Byte()))); break;
            case '\x8b': AddLong(new(Take(Int32()))); break;
            case 'X' or 'T': _stack.Add(Text(Take(Int32()))); break;
            case '\x8c' or 'U': _stack.Add(Text(Take(Byte()))); break;
            case '\x8d': _stack.Add(Text(Take(Int64()))); break;
            case 'V' or 'S': _stack.Add(Line().Trim('\'', '"')); break;
            case 'C': _stack.Add(Slice(Byte())); break;
            case 'B': _stack.Add(Slice(Int32())); break;
            case '\x8e' or '\x96': _stack.Add(Slice(Int64())); break;                      // BINBYTES8, BYTEARRAY8
            case ')': _stack.Add(Array.Empty<object?>()); break;
            case '\x85': Tuple(1); break;
            case '\x86': Tuple(2); break;
            case '\x87': Tuple(3); break;
            case 't': _stack.Add(PopMark()); break;
            case ']' or '\x8f': _stack.Add(new List<object?>()); break;                  // EMPTY_LIST, EMPTY_SET
            case 'l' or '\x91': _stack.Add(new List<object?>(PopMark())); break;         // LIST, FROZENSET
            case '}': _stack.Add(new PickleDictionary()); break;
            case 'd': _stack.Add(new PickleDictionary().Fill(PopMark())); break;
            case 'a': Append([Pop()]); break;
            case 'e' or '\x90': Append(PopMark()); break;                                // APPENDS, ADDITEMS
            case 's': SetItems(Pair()); break;
            case 'u': SetItems(PopMark()); break;
            case 'q': _memo[Byte()] = _stack[^1]; break;
            case 'r': _memo[Int32()] = _stack[^1]; break;
            case 'p': _memo[Integer(Line())] = _stack[^1]; break;
            case '\x94': _memo[_memo.Count] = _stack[^1]; break;                         // MEMOIZE
            case 'h': _stack.Add(_memo[Byte()]); break;
            case 'j': _stack.Add(_memo[Int32()]); break;
            case 'g': _stack.Add(_memo[Integer(Line())]); break;
            case 'c': _stack.Add(Global(Line(), Line())); break;
            case '\x93': Named(); break;                                                 // STACK_GLOBAL
            case 'R': Reduce(); break;
            case 'i': _stack.Add(Call(Global(Line(), Line()), PopMark())); break;        // INST
            case 'o': Instance(PopMark()); break;                                        // OBJ
            case '\x81': NewObject(); break;
            case '\x92': Pop(); NewObject(); break;                                      // NEWOBJ_EX
            case 'b': Build(); break;
            case 'Q': _stack.Add(Persistent(Pop<object?[]>())); break;
            default: throw new FormatException($"opcode {(int)code:x2}");
        }

        return true;
    }

    private PickleGlobal Global(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        return PicklePolicy.RunsCode(global) ? throw Refusal(global) : global;
    }

    private ModelFileException Refusal(PickleGlobal global) =>
        new($"{where} is refused: its pickle asks to run {global.FullName}, which has no place in a weight file; do not open it " +
            "elsewhere either.");

    private void Named()
    {
        var name = Pop<string>();
        _stack.Add(Global(Pop<string>(), name));
    }

    private void Reduce()
    {
        var arguments = Pop<object?[]>();
        _stack.Add(Call(Pop(), arguments));
    }

    private void Instance(object?[] classAndArguments) => _stack.Add(Call(classAndArguments[0], classAndArguments[1..]));

    private object? Call(object? function, object?[] arguments) => function switch
    {
        PickleGlobal { FullName: "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor"
            or "torch._utils._rebuild_tensor_v3" } =>
            new PickleTensor(As<PickleStorage>(arguments[0]), As<long>(arguments[1]), Longs(arguments[2]), Longs(arguments[3])),
        PickleGlobal { FullName: "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" } => arguments[0],
        PickleGlobal { FullName: "torch._tensor._rebuild_from_type_v2" } when arguments[0] is PickleGlobal { Module: "torch._utils" } =>
            Call(arguments[0], As<object?[]>(arguments[2])),
        PickleGlobal { FullName: "torch.storage._load_from_bytes" } nested => arguments is [ReadOnlyMemory<byte> stream] && !isInner
            ? LegacyStream.ReadStorage(stream, where)
            : throw Refusal(nested),
        // of StyleGAN: a module's state, and the source text that other programs would run to make the module
        PickleGlobal { FullName: "torch_utils.persistence._reconstruct_persistent_obj" } persistent =>
            arguments is [PickleDictionary made] ? new PickleObject(persistent) { State = made.GetValueOrDefault("state") }
                : throw Refusal(persistent),
        PickleGlobal { Module: "torch.jit._pickle" } => arguments[0], // lists with the type of their items
        PickleGlobal { FullName: "collections.OrderedDict" } => Ordered(arguments),
        PickleGlobal { FullName: "builtins.getattr" or "__builtin__.getattr" } getattr => arguments is [PickleGlobal owner, string name]
            ? Global(owner.Module, $"{owner.Name}.{name}")
            : throw Refusal(getattr),
        PickleGlobal known when PicklePolicy.OnlyMakesAValue(known) => new PickleObject(known),
        PickleGlobal unknown => throw new ModelFileException(
            $"{where} is refused: its pickle calls {unknown.FullName}, which Atelier does not know to be harmless; a file of the "
                + $"tensors alone would be read."),
        PickleObject made => throw Refusal(made.Type),
        _ => throw new FormatException("a call of no function"),
    };

    private static PickleDictionary Ordered(object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        foreach (var pair in arguments.Length == 0 ? [] : As<IReadOnlyList<object?>>(arguments[0]))
        {
            var items = As<IReadOnlyList<object?>>(pair);
            dictionary.Fill([items[0], items[1]]);
        }

        return dictionary;
    }

    private void NewObject()
    {
        Pop();
        _stack.Add(new PickleObject(Pop<PickleGlobal>()));
    }

    private void Build()
    {
        var state = Pop();
        if (_stack[^1] is PickleObject instance)
        {
            instance.State = state;
        }
    }

    private PickleStorage Persistent(object?[] id)
    {
        if (id.Length < 5 || id[0] is not "storage" || id[1] is not PickleGlobal type || id[2] is not string key || id[4] is not long count)
        {
            throw new FormatException("a persistent value that is no storage");
        }

        var offset = id.Length > 5 && id[5] is object?[] { Length: > 1 } view ? As<long>(view[1]) : 0;
        var storage = new PickleStorage(type.Name, key, count, offset);
        Storages.TryAdd(key, storage);
        return storage;
    }

    private static long[] Longs(object? tuple) => Array.ConvertAll(As<object?[]>(tuple), As<long>);

    private void Append(object?[] items)
    {
        if (_stack[^1] is List<object?> list)
        {
            list.AddRange(items);
        }
    }

    private void SetItems(object?[] items)
    {
        var dictionary = _stack[^1] is PickleObject instance ? instance.Entries : _stack[^1] as PickleDictionary;
        dictionary?.Fill(items);
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

    private T Pop<T>() => As<T>(Pop());

    private static T As<T>(object? value) => value is T right ? right
        : throw new FormatException($"a {value?.GetType().Name ?? "None"} where a {typeof(T).Name} is needed");

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

    private ReadOnlySpan<byte> Take(int count) => Slice(count).Span;

    private ReadOnlyMemory<byte> Slice(int count)
    {
        var taken = bytes.Slice(_at, count);
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

    private static object Number(string line) => line switch { "00" => false, "01" => true, _ => Integer(line) };

    private static long Integer(string line) => long.Parse(line, CultureInfo.InvariantCulture);

    private static BigInteger Digits(string line) =>
        line.Length <= MaxNumberBytes ? BigInteger.Parse(line, CultureInfo.InvariantCulture)
            : throw new FormatException("a number with too many digits");

    private void AddLong(BigInteger value) => _stack.Add(value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value);

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
