using System.Text.RegularExpressions;

namespace Atelier.Torch.WeightFiles;

/// <summary>What a pickle may name, and what it may call. Nothing is run here either way: a file that would run code elsewhere is refused,
/// and every other value that lies beside the weights is kept unread.</summary>
internal static partial class PicklePolicy
{
    private static readonly HashSet<string> Builtins = ["builtins", "__builtin__"]; // of Python 3 and 2

    // modules that start programs, evaluate text, load code or open files and connections
    private static readonly HashSet<string> RunningModules =
    [
        "os", "posix", "nt", "posixpath", "ntpath", "sys", "subprocess", "_posixsubprocess", "runpy", "socket", "_socket", "ssl", "shutil",
        "pty", "importlib", "imp", "pkgutil", "commands", "popen2", "webbrowser", "ctypes", "_ctypes", "code", "codeop", "pip", "ensurepip",
        "venv", "urllib", "urllib2", "httplib", "http", "ftplib", "smtplib", "telnetlib", "xmlrpc", "requests", "aiohttp", "httpx",
        "pickle", "_pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "types", "tempfile", "timeit", "trace", "pdb",
        "bdb", "profile", "cProfile", "doctest", "pydoc", "distutils", "setuptools", "lib2to3", "idlelib", "asyncio", "multiprocessing",
        "io", "_io",
    ];

    private static readonly HashSet<string> RunningNames =
    [
        "torch.load", "torch.hub", "torch.package", "torch.serialization.load",
        "torch.utils.cpp_extension", "torch.ops", "torch._dynamo", "torch._inductor", "torch.fx", "numpy.load", "numpy.f2py",
        "numpy.testing", "numpy.distutils", "numpy.ctypeslib", "pandas.read_pickle", "pandas.eval", "functools.reduce",
        "operator.methodcaller", "operator.attrgetter", "_operator.methodcaller", "_operator.attrgetter", "logging.config",
        "uuid._get_command_stdout",
    ];

    // of modules that are refused otherwise
    private static readonly HashSet<string> HarmlessThere =
    [
        "types.SimpleNamespace", "types.MappingProxyType", "urllib.parse.ParseResult", "urllib.parse.SplitResult", "os.stat_result",
        "sys.version_info", "io.BytesIO", "_io.BytesIO", "io.StringIO", "_io.StringIO", "http.HTTPStatus",
        "joblib.numpy_pickle.NumpyArrayWrapper",
    ];

    private static readonly HashSet<string> HarmlessBuiltins =
    [
        "set", "frozenset", "bytes", "bytearray", "complex", "slice", "range", "xrange", "object", "dict", "list", "tuple", "int", "long",
        "float", "bool", "str", "unicode", "basestring", "memoryview", "type", "getattr", "iter", "zip", "enumerate", "reversed",
        "property", "abs", "len", "max", "min", "sum", "round", "sorted",
    ];

    // functions, and classes that are not written as classes are, whose calls only make a value
    private static readonly HashSet<string> HarmlessCalls =
    [
        "copyreg._reconstructor", "copy_reg._reconstructor", "copyreg.__newobj__", "copy_reg.__newobj__", "copyreg.__newobj_ex__",
        "_codecs.encode", "codecs.encode", "collections.defaultdict", "collections.deque", "functools.partial", "operator.itemgetter",
        "_operator.itemgetter", "re._compile", "array.array", "array._array_reconstructor", "zoneinfo.ZoneInfo._unpickle",
        "logging.getLogger", "enum.auto", "time.struct_time", "pytz._p", "datetime.datetime", "datetime.date", "datetime.time",
        "datetime.timedelta", "datetime.timezone", "datetime.tzinfo", "torch.device", "torch.dtype", "torch.finfo", "torch.iinfo",
        "torch.serialization._get_layout", "numpy.dtype", "numpy.ndarray", "numpy.matrix", "numpy.recarray", "numpy.record", "numpy.void",
        "numpy.generic", "numpy.datetime64", "numpy.timedelta64", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
        "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct", "numpy.core.numeric._frombuffer",
        "numpy._core.numeric._frombuffer", "numpy.ma.core._mareconstruct", "numpy.random._pickle.__randomstate_ctor",
        "numpy.random._pickle.__generator_ctor", "numpy.random._pickle.__bit_generator_ctor",
    ];

    /// <summary>Whether naming it is enough to refuse a file: it runs code, or hands out what does.</summary>
    public static bool RunsCode(PickleGlobal global)
    {
        string[] module = global.Module.Split('.'), name = global.Name.Split('.');
        if (Builtins.Contains(module[0]))
        {
            return name.Length > 1 || !(HarmlessBuiltins.Contains(name[0]) || IsWrittenAsClass(name[0]));
        }

        var whole = global.FullName;
        return !HarmlessThere.Contains(whole)
            && (RunningModules.Contains(module[0]) || name[..^1].Any(RunningModules.Contains)
                || name.Any(part => part.StartsWith("__", StringComparison.Ordinal) && !IsReconstruction(part))
                || RunningNames.Any(running => whole == running || whole.StartsWith(running + ".", StringComparison.Ordinal)));
    }

    /// <summary>Whether calling it only makes a value: known constructors, and any class that is not known to run code.</summary>
    public static bool OnlyMakesAValue(PickleGlobal global) =>
        Builtins.Contains(global.Module) || HarmlessCalls.Contains(global.FullName) || NumPyScalar().IsMatch(global.FullName)
        || global.FullName.StartsWith("torch._utils._rebuild_", StringComparison.Ordinal) || IsWrittenAsClass(global.Name.Split('.')[^1]);

    private static bool IsReconstruction(string name) => name is "__newobj__" or "__newobj_ex__" or "__randomstate_ctor"
        or "__generator_ctor" or "__bit_generator_ctor";

    private static bool IsWrittenAsClass(string name) => name.TrimStart('_') is [var first, ..] && char.IsUpper(first);

    [GeneratedRegex(
        @"^numpy\.(bool|str|bytes|object|u?int|u?byte|u?short|u?intc|u?intp|u?longlong|half|single|double|longdouble|float|complex)\d*_?$")]
    private static partial Regex NumPyScalar();
}
