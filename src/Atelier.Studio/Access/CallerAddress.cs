using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Atelier.Studio.Access;

/// <summary>From where a request comes, as far as callers are told apart by it.</summary>
internal static class CallerAddress
{
    private const int Prefix = 64; // bits of an IPv6 address that name a network; the others are its owner's to choose

    /// <summary>The address, or the network of an IPv6 address.</summary>
    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <inheritdoc cref="Of(HttpContext)"/>
    public static string Of(IPAddress? address)
    {
        if (address is null or { AddressFamily: not AddressFamily.InterNetworkV6 })
        {
            return $"{address}";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return $"{address.MapToIPv4()}";
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(Prefix / 8).Clear();
        return $"{new IPAddress(bytes)}/{Prefix}";
    }
}
