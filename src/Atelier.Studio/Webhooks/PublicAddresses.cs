using System.Net;
using System.Net.Sockets;

namespace Atelier.Studio.Webhooks;

/// <summary>Tells addresses of the internet from those of the network that the studio is in: nobody may make it send
/// requests there.</summary>
internal static class PublicAddresses
{
    // RFC 6890 and its successors
    private static readonly IPNetwork[] s_private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/127", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10",
            "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether an address belongs to the internet.</summary>
    public static bool Has(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !s_private.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>Connects to a name, if all that it stands for belongs to the internet. The address that was looked at is the one that is
    /// connected to: a name that means something else a moment later changes nothing.</summary>
    /// <exception cref="HttpRequestException">It does not.</exception>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var end = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(end.Host, out var given) ? [given] : await Dns.GetHostAddressesAsync(end.Host, cancel);
        if (addresses.Length == 0 || !addresses.All(Has))
        {
            throw new HttpRequestException($"{end.Host} is an address of this network");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
