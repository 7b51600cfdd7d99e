using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Atelier.Distributed.Mpi;

/// <summary>The other processes on this machine. MPI does not notice when one of them dies; the system does.</summary>
internal sealed partial class Peers
{
    /// <summary>Bytes of a card.</summary>
    public const int CardSize = 256;

    private const int NoSuchProcess = 3; // ESRCH
    private const string Cores = "Cpus_allowed_list:";
    private readonly int[] _ids;

    /// <summary>Reads everyone's cards; those of other machines and containers are left out.</summary>
    public Peers(params IReadOnlyList<byte[]> cards)
    {
        var own = Read(Card());
        var near = cards.Select(Read).Where(card => card.Place == own.Place && card.Id != own.Id).ToArray();
        _ids = [.. near.Select(card => card.Id)];
        OnTheSameCores = 1 + near.Count(card => card.Cores == own.Cores);
    }

    /// <summary>How many processes run on the cores of this one, itself included.</summary>
    public int OnTheSameCores { get; }

    /// <summary>This process's number, where it counts, and the cores it is bound to.</summary>
    public static byte[] Card()
    {
        var card = new byte[CardSize];
        var text = Encoding.UTF8.GetBytes($"{Environment.ProcessId} {Place()} {AllowedCores()}");
        text.AsSpan(0, Math.Min(text.Length, CardSize)).CopyTo(card);
        return card;
    }

    /// <summary>Whether one of them has ended.</summary>
    public bool AnyHasEnded() => _ids.Any(id => kill(id, 0) != 0 && Marshal.GetLastPInvokeError() == NoSuchProcess);

    private static (int Id, string Place, string Cores) Read(byte[] card)
    {
        var words = Encoding.UTF8.GetString(card).TrimEnd('\0').Split(' ', 3);
        return (int.Parse(words[0], CultureInfo.InvariantCulture), words[1], words[2]);
    }

    // a running kernel and its space of process numbers
    private static string Place() => File.Exists("/proc/self/ns/pid")
        ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{File.ResolveLinkTarget("/proc/self/ns/pid", false)!.Name}"
        : Environment.MachineName[..Math.Min(Environment.MachineName.Length, CardSize / 4)];

    private static string AllowedCores() => File.Exists("/proc/self/status")
        ? File.ReadLines("/proc/self/status").First(line => line.StartsWith(Cores, StringComparison.Ordinal))[Cores.Length..].Trim()
        : "all";

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
