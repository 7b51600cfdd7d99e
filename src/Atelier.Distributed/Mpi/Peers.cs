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
    private readonly int[] _ids;

    /// <summary>Reads everyone's cards; those of other machines and containers are left out.</summary>
    public Peers(IEnumerable<byte[]> cards)
    {
        var place = Place();
        _ids = [.. cards.Select(Read).Where(card => card.Place == place && card.Id != Environment.ProcessId).Select(card => card.Id)];
    }

    /// <summary>This process's number, and where it counts.</summary>
    public static byte[] Card()
    {
        var card = new byte[CardSize];
        Encoding.UTF8.GetBytes($"{Environment.ProcessId} {Place()}").AsSpan().CopyTo(card);
        return card;
    }

    /// <summary>Whether one of them has ended.</summary>
    public bool AnyHasEnded() => _ids.Any(id => kill(id, 0) != 0 && Marshal.GetLastPInvokeError() == NoSuchProcess);

    private static (int Id, string Place) Read(byte[] card)
    {
        var words = Encoding.UTF8.GetString(card).TrimEnd('\0').Split(' ', 2);
        return (int.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
    }

    // a running kernel and its space of process numbers
    private static string Place() => File.Exists("/proc/self/ns/pid")
        ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {File.ResolveLinkTarget("/proc/self/ns/pid", false)!.Name}"
        : Environment.MachineName[..Math.Min(Environment.MachineName.Length, CardSize / 4)];

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
