using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Atelier.Studio.Tests.Outages;

/// <summary>Another machine, as far as the network is concerned: a network namespace of Linux with an address of its own, on a cable of its
/// own. It needs root.</summary>
internal sealed partial class NetworkNamespace : IAsyncDisposable
{
    private const int CloneNewNet = 0x40000000;
    private static int s_count;
    private readonly Process _holder;
    private readonly string _near;

    private NetworkNamespace(Process holder, int number)
    {
        _holder = holder;
        (_near, Near, Far) = ($"at{Environment.ProcessId % 100_000}n{number}", $"10.213.{number}.1", $"10.213.{number}.2");
    }

    /// <summary>This machine's address on the cable.</summary>
    public string Near { get; }

    /// <summary>The other machine's.</summary>
    public string Far { get; }

    /// <summary>What starts a program there, before its own words.</summary>
    public string[] By => ["nsenter", "--target", $"{_holder.Id}", "--net"];

    /// <summary>Skips a test where there can be none.</summary>
    public static void Require()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "network namespaces need root on Linux");
        Assert.SkipUnless(Try("unshare", "--net", "ip", "link", "show"), "network namespaces need unshare, ip and a kernel that has them");
    }

    public static async Task<NetworkNamespace> CreateAsync()
    {
        var holder = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", "echo; read -r _"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        await holder.StandardOutput.ReadLineAsync(); // it is there
        var there = new NetworkNamespace(holder, Interlocked.Increment(ref s_count));
        var far = there._near + "f";
        Run("ip", "link", "add", there._near, "type", "veth", "peer", "name", far, "netns", $"{holder.Id}");
        Run("ip", "address", "add", $"{there.Near}/30", "dev", there._near);
        Run("ip", "link", "set", there._near, "up");
        there.RunThere("ip", "address", "add", $"{there.Far}/30", "dev", far);
        there.RunThere("ip", "link", "set", far, "up");
        there.RunThere("ip", "link", "set", "lo", "up");
        return there;
    }

    /// <summary>Pulls the cable out.</summary>
    public void Cut() => Run("ip", "link", "set", _near, "down");

    /// <summary>Puts it in again.</summary>
    public void Mend() => Run("ip", "link", "set", _near, "up");

    /// <summary>A client on the other machine.</summary>
    /// <param name="address">The server's.</param>
    public HttpClient Client(Uri address) => new(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false })
    {
        BaseAddress = address,
    };

    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync(); // the namespace and its cable go with it
        _holder.Dispose();
    }

    // a socket belongs to the namespace of the thread that makes it
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var made = new TaskCompletionSource<Socket>();
        var thread = new Thread(() =>
        {
            try
            {
                using var file = File.OpenHandle($"/proc/{_holder.Id}/ns/net");
                made.SetResult(SetNamespace(file, CloneNewNet) == 0
                    ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
                    : throw new IOException($"setns: {Marshal.GetLastPInvokeError()}"));
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                made.SetException(e);
            }
        });
        thread.Start();
        var socket = await made.Task;
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeHandle file, int kind);

    private void RunThere(params string[] command) => Run(By[0], [.. By[1..], .. command]);

    private static void Run(string program, params string[] arguments) =>
        Assert.True(Try(program, arguments), $"{program} {string.Join(' ', arguments)} failed");

    private static bool Try(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
