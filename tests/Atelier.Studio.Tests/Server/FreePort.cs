using System.Net;
using System.Net.Sockets;

namespace Atelier.Studio.Tests.Server;

/// <summary>Ports for studios that come back at the same address.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
