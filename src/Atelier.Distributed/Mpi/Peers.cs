using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Atelier.Distributed.Mpi;

/// <summary>The other processes on this machine: MPI does not notice when one of them dies, the operating system does.</summary>
internal sealed partial class Peers
{
    /// <summary>Bytes of a record.</summary>
    public const int RecordSize = 256;

    private const int NoSuchProcess = 3; // ESRCH
    private const string Cores = "Cpus_allowed_list:";
    private readonly int[] _ids;

    /// <summary>Reads the records of all ranks; those of other machines and containers are left out.</summary>
    public Peers(params IReadOnlyList<byte[]> records)
    {
        var own = Read(OwnRecord());
        var near = records.Select(Read).Where(record => record.Place == own.Place && record.Id != own.Id).ToArray();
        _ids = [.. near.Select(record => record.Id)];
        OnTheSameCores = 1 + near.Count(record => record.Cores == own.Cores);
    }

    /// <summary>The number of processes on the same cores, including this one.</summary>
    public int OnTheSameCores { get; }

    /// <summary>This process's id, the namespace it is valid in, and the cores the process is bound to.</summary>
    public static byte[] OwnRecord()
    {
        var record = new byte[RecordSize];
        var text = Encoding.UTF8.GetBytes($"{Environment.ProcessId} {Place()} {AllowedCores()}");
        text.AsSpan(0, Math.Min(text.Length, RecordSize)).CopyTo(record);
        return record;
    }

    /// <summary>Whether one of them has exited.</summary>
    public bool AnyHasExited() => _ids.Any(id => kill(id, 0) != 0 && Marshal.GetLastPInvokeError() == NoSuchProcess);

    private static (int Id, string Place, string Cores) Read(byte[] record)
    {
        var words = Encoding.UTF8.GetString(record).TrimEnd('\0').Split(' ', 3);
        return (int.Parse(words[0], CultureInfo.InvariantCulture), words[1], words[2]);
    }

    // the running kernel and its PID namespace
    private static string Place() => File.Exists("/proc/self/ns/pid")
        ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{File.ResolveLinkTarget("/proc/self/ns/pid", false)!.Name}"
        : Environment.MachineName[..Math.Min(Environment.MachineName.Length, RecordSize / 4)];

    private static string AllowedCores() => File.Exists("/proc/self/status")
        ? File.ReadLines("/proc/self/status").First(line => line.StartsWith(Cores, StringComparison.Ordinal))[Cores.Length..].Trim()
        : "all";

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
