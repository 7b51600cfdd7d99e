using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Access;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Faces;

/// <summary>What is asked wrongly is answered in one sentence.</summary>
[Collection("studio")]
public sealed class NativeRefusalTests : NativeFace
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("""{"kind":3}""")]
    [InlineData("""{"kind":"imagine"}""")]
    [InlineData("""{"kind":"no such","input":{}}""")]
    [InlineData("""{"kind":"imagine","input":[]}""")]
    [InlineData("""{"kind":"imagine","input":null}""")]
    [InlineData("""{"kind":"imagine","inputs":{}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompt":"a fox"}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":null}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[null]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":" "}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x","weight":"1"}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x","weight":1e9}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"picture":"/etc/passwd"}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"picture":"file:///etc/passwd"}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"picture":"http://169.254.169.254/"}]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"model":"/etc"}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"model":"../models/vqgan-glyphs"}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"clip":["/etc/passwd"]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"clip":[null]}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"startPicture":"../../x.png"}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"strength":0.5}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"iterations":0}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"iterations":1.5}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"seed":-1}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"width":1000000}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}],"optimizer":"lion"}}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}]},"count":0}""")]
    [InlineData("""{"kind":"imagine","input":{"prompts":[{"text":"x"}]},"priority":1000}""")]
    [InlineData("""{"kind":"upscale","input":{}}""")]
    [InlineData("""{"kind":"paint","input":{"picture":"sha256:0","style":"oil"}}""")]
    public async Task ABadOrder_IsRefusedInOneSentence(string body)
    {
        using var response = await PostAsync(body);
        await AssertRefusedAsync(response);
        Assert.Equal(0, (await Studio.Http.GetFromJsonAsync<JsonElement>("/api/jobs")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("GET", "/api/jobs/none")]
    [InlineData("GET", "/api/jobs?limit=0")]
    [InlineData("GET", "/api/jobs?limit=many")]
    [InlineData("GET", "/api/blobs/..%2f..%2fstudio.db")]
    [InlineData("GET", "/api/blobs/none")]
    [InlineData("GET", "/api/none")]
    [InlineData("PATCH", "/api/jobs")]
    [InlineData("POST", "/api/uploads")]
    [InlineData("POST", "/api/jobs/none/stop")]
    [InlineData("POST", "/api/work/claim")]
    [InlineData("PUT", "/api/work/none/checkpoint")]
    [InlineData("PUT", "/api/work/none/checkpoint?iteration=1")]
    public async Task ABadAddress_IsRefusedInOneSentence(string method, string address)
    {
        using var request = new HttpRequestMessage(new(method), address);
        using var response = await Studio.Http.SendAsync(request);
        await AssertRefusedAsync(response);
    }

    [Fact]
    public async Task WhatIsNoPicture_IsNotTaken()
    {
        var bomb = "<svg xmlns='http://www.w3.org/2000/svg' width='100000' height='100000'/>"u8.ToArray();
        foreach (var bytes in new[] { "hello"u8.ToArray(), [0x89, .. "PNG"u8], bomb })
        {
            using var response = await Studio.Http.PostAsync("/api/uploads", new ByteArrayContent(bytes));
            await AssertRefusedAsync(response);
        }

        using var large = await Studio.Http.PostAsync("/api/uploads", new ByteArrayContent(new byte[65 << 20]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task AnOrderThatIsTooLarge_IsNotRead()
    {
        using var response = await PostAsync(Json("imagine", new { prompts = new[] { new { text = new string('x', 2 << 20) } } }));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await AssertRefusedAsync(response);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    public async Task ForeignPages_MayNotSpeakToIt(string header, string value)
    {
        using var response = await PostAsync(Json("imagine", Toy.Imagine()), (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await AssertRefusedAsync(response);
    }
}
