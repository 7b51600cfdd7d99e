using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Atelier.Studio.Tests.Faces;
using Atelier.Studio.Webhooks;

namespace Atelier.Studio.Tests.Server;

/// <summary>Messages to addresses of users: they come, signed, also when the first try fails, and never go into the studio's own network.
/// </summary>
[Collection("studio")]
public sealed class WebhookTests
{
    [Fact]
    public async Task AnEnd_IsToldSigned_AndTriedAgain()
    {
        using var hook = new Hook();
        await using var studio = await RunningStudio.StartAsync(options => options with { PrivateWebhooks = true });
        studio.Work();
        var secret = (await studio.Http.GetFromJsonAsync<JsonElement>("/api/webhook-secret")).Text("secret");
        using var order = await studio.Http.PostAsJsonAsync(
            "/api/jobs", new { kind = "imagine", input = Toy.Imagine(), webhook = hook.Address });
        var job = (await order.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobs")[0].Text("id");

        var first = await hook.NextAsync(500); // tried again after five seconds
        var second = await hook.NextAsync(204);
        Assert.Equal((first.Id, first.Body), (second.Id, second.Body));
        foreach (var message in new[] { first, second })
        {
            var key = Convert.FromBase64String(secret["whsec_".Length..]);
            var expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{message.Id}.{message.Timestamp}.{message.Body}"));
            Assert.Equal($"v1,{Convert.ToBase64String(expected)}", message.Signature);
        }

        var body = JsonSerializer.Deserialize<JsonElement>(second.Body);
        Assert.Equal("job.succeeded", body.Text("type"));
        Assert.Equal((job, "succeeded"), (body.GetProperty("data").Text("id"), body.GetProperty("data").Text("state")));
    }

    [Fact]
    public async Task TheStudiosOwnNetwork_GetsNothing()
    {
        using var hook = new Hook();
        await using var studio = await RunningStudio.StartAsync();
        studio.Work();
        using var order = await studio.Http.PostAsJsonAsync(
            "/api/jobs", new { kind = "imagine", input = Toy.Imagine(), webhook = hook.Address });
        await studio.DoneAsync((await order.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobs")[0].Text("id"));
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(0, hook.Count);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org/")]
    [InlineData("/api/jobs")]
    [InlineData("https://ada:secret@example.org/")]
    public async Task WhatIsNoWebAddress_IsRefused(string webhook)
    {
        await using var studio = await RunningStudio.StartAsync();
        using var order = await studio.Http.PostAsJsonAsync("/api/jobs", new { kind = "imagine", input = Toy.Imagine(), webhook });
        Assert.Equal(400, (int)order.StatusCode);
        Assert.Contains("webhook is no address", await order.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    public void PrivateAddresses_AreTold(string address) => Assert.False(PublicAddresses.Has(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700:4700::1111")]
    public void PublicAddresses_AreToo(string address) => Assert.True(PublicAddresses.Has(IPAddress.Parse(address)));

    private sealed record Message(string Id, string Timestamp, string Signature, string Body);

    // answers what the test asks for
    private sealed class Hook : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Channel<HttpListenerContext> _requests = Channel.CreateUnbounded<HttpListenerContext>();
        private int _count;

        public Hook()
        {
            Address = $"http://127.0.0.1:{FreePort.Find()}/hook/";
            _listener.Prefixes.Add(Address);
            _listener.Start();
            _ = ListenAsync();
        }

        public string Address { get; }

        public int Count => _count;

        public async Task<Message> NextAsync(int status)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var context = await _requests.Reader.ReadAsync(patience.Token);
            using var reader = new StreamReader(context.Request.InputStream);
            var headers = context.Request.Headers;
            var message = new Message(
                headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, await reader.ReadToEndAsync());
            context.Response.StatusCode = status;
            context.Response.Close();
            return message;
        }

        public void Dispose() => _listener.Close();

        private async Task ListenAsync()
        {
            try
            {
                while (true)
                {
                    await _requests.Writer.WriteAsync(await _listener.GetContextAsync());
                    Interlocked.Increment(ref _count);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // closed
            }
        }
    }
}
