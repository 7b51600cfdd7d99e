using System.Net;
using System.Text;
using Atelier.Core;
using Atelier.Studio.Access;
using Atelier.Studio.Server;

namespace Atelier.Studio.Tests.Server;

/// <summary>Behind a proxy that is trusted, callers are told apart by the addresses that it names; nobody else may name one.</summary>
[Collection("studio")]
public sealed class TrustedProxyTests
{
    private const int Guesses = 20; // which an address may make
    private const string Guesser = "192.0.2.1";

    [Fact]
    public async Task BehindATrustedProxy_TheGuesserWaits_AndNobodyElse()
    {
        await using var keyed = await KeyedStudio.StartAsync(options => options with { TrustedProxies = [IPAddress.Loopback] });
        await GuessAsync(keyed.Studio.Http, Guesser);
        Assert.Equal(429, await StatusAsync(keyed.Studio.Http, Guesser));
        Assert.Equal(429, await StatusAsync(keyed.Studio.Http, $"198.51.100.7, {Guesser}")); // what he says himself is not believed
        Assert.Equal(200, await StatusAsync(keyed.Studio.Http, "192.0.2.2"));
        Assert.Equal(200, await StatusAsync(keyed.Studio.Http, null));
    }

    [Fact]
    public async Task FromAnybodyElse_TheAddressIsNotHeeded()
    {
        await using var keyed = await KeyedStudio.StartAsync(options => options with { TrustedProxies = [IPAddress.Parse("192.0.2.9")] });
        await GuessAsync(keyed.Studio.Http, Guesser, "192.0.2.2", "192.0.2.3");
        Assert.Equal(429, await StatusAsync(keyed.Studio.Http, "192.0.2.4")); // all of them came from here
        Assert.Equal(429, await StatusAsync(keyed.Studio.Http, null));
    }

    [Theory]
    [InlineData("https", "https://studio.example", 202)]
    [InlineData("http", "https://studio.example", 403)] // the page of another address
    [InlineData("https", "https://evil.example", 403)]
    public async Task BehindTls_ThePageOfTheStudioMayOrder(string scheme, string origin, int status)
    {
        await using var keyed = await KeyedStudio.StartAsync(
            options => options with { TrustedProxies = [IPAddress.Loopback], Hosts = ["studio.example"] });
        using var order = new HttpRequestMessage(HttpMethod.Post, "/api/jobs")
        {
            Headers = { Host = "studio.example" },
            Content = System.Net.Http.Json.JsonContent.Create(new { kind = "imagine", input = Toy.Imagine() }),
        };
        order.Headers.Add("X-Forwarded-For", Guesser);
        order.Headers.Add("X-Forwarded-Proto", scheme);
        order.Headers.Add("Origin", origin);
        using var answer = await keyed.Studio.Http.SendAsync(order);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task AHostThatAProxyPassesOn_IsNotHeeded()
    {
        await using var keyed = await KeyedStudio.StartAsync(
            options => options with { TrustedProxies = [IPAddress.Loopback], Hosts = ["studio.example"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me") { Headers = { Host = "evil.example" } };
        request.Headers.Add("X-Forwarded-Host", "studio.example");
        using var answer = await keyed.Studio.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task WhatAProxyPassesOn_ToAStudioOfThisMachine_NeedsAKey()
    {
        await using var studio = await RunningStudio.StartAsync();
        Assert.Equal(200, await StatusAsync(studio.Http, null));
        Assert.Equal(401, await StatusAsync(studio.Http, Guesser));
        studio.Http.DefaultRequestHeaders.Authorization = new("Bearer", "any");
        await GuessAsync(studio.Http, Guesser);
        Assert.Equal(200, await StatusAsync(studio.Http, null)); // this machine's own clients need no patience
    }

    [Fact]
    public async Task AStudioBehindAProxy_DoesNotStartWithoutAKey()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-proxy-").FullName;
        var error = await Assert.ThrowsAsync<OptionException>(() => StudioServer.RunAsync(
            new() { Folder = folder, Listen = new(IPAddress.Loopback, 0), TrustedProxies = [IPAddress.Loopback] },
            CancellationToken.None));
        Assert.Contains("Through a proxy others can reach the studio", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")] // one machine may have all of them
    public void AnAddress_IsThatOfANetwork_WhereItsOwnerChoosesTheRest(string address, string name) =>
        Assert.Equal(name, CallerAddress.Of(IPAddress.Parse(address)));

    private static async Task GuessAsync(HttpClient http, params string[] addresses)
    {
        for (var i = 0; i < Guesses; i++)
        {
            Assert.Equal(401, await StatusAsync(http, addresses[i % addresses.Length], "atk_wrong"));
        }
    }

    private static async Task<int> StatusAsync(HttpClient http, string? address, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me");
        if (address is not null)
        {
            request.Headers.Add("X-Forwarded-For", address);
        }

        if (key is not null)
        {
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:{key}")));
        }

        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
