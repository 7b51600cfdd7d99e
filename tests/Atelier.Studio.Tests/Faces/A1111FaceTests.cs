using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Faces.A1111;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Faces;

/// <summary>AUTOMATIC1111's API, by requests as its clients send them.</summary>
[Collection("studio")]
public sealed class A1111FaceTests : IAsyncLifetime
{
    private RunningStudio _studio = null!;

    public async ValueTask InitializeAsync()
    {
        _studio = await RunningStudio.StartAsync();
        using var chosen = await _studio.Http.PostAsJsonAsync("/sdapi/v1/options", new { sd_model_checkpoint = "vqgan-toy", sd_vae = "x" });
        Assert.Equal("null", await chosen.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task Txt2img_AnswersAsClientsReadIt()
    {
        _studio.Work();
        var answer = await PostAsync("txt2img", new
        {
            prompt = "(a red apple:1.2), [dark] <lora:shiny:0.8>", negative_prompt = "blur", sampler_name = "Euler a",
            scheduler = "automatic", steps = 20, cfg_scale = 7, width = 96, height = 64, batch_size = 2, seed = 5, restore_faces = false,
            enable_hr = false, save_images = true, send_images = true, override_settings = new { CLIP_stop_at_last_layers = 1 },
            override_settings_restore_afterwards = true, tiling = true,
            alwayson_scripts = new { atelier = new { args = new[] { new { start = "codes" } } } },
        });
        var pictures = answer.GetProperty("images").EnumerateArray().Select(image => Convert.FromBase64String(image.GetString()!)).ToList();
        Assert.Equal([(96, 64), (96, 64)], pictures.Select(Size));
        Assert.Equal("blur", answer.GetProperty("parameters").Text("negative_prompt"));
        var info = JsonSerializer.Deserialize<JsonElement>(answer.Text("info"));
        Assert.Equal([5, 6], info.GetProperty("all_seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        Assert.Equal((96, 64, 20), (info.Number("width"), info.Number("height"), info.Number("steps")));
        Assert.Contains("<lora:shiny:0.8>", info.GetProperty("extra_generation_params").Text("ignored"), StringComparison.Ordinal);
        Assert.Contains("tiling", info.GetProperty("extra_generation_params").Text("ignored"), StringComparison.Ordinal);
        var lines = info.GetProperty("infotexts")[0].GetString()!.Split('\n');
        Assert.Equal("Negative prompt: blur", lines[1]);
        Assert.StartsWith("Steps: 20, Sampler: Euler a, Seed: 5, Size: 96x64, Model: vqgan-toy, Iterations: 6, Imagined at:", lines[2]);

        var jobs = await _studio.Http.GetFromJsonAsync<JsonElement>("/api/jobs");
        var prompts = jobs.GetProperty("items")[0].GetProperty("input").GetProperty("prompts");
        Assert.Equal(("a red apple, dark", -0.3), (prompts[0].Text("text"), prompts[1].GetProperty("weight").GetDouble()));

        var read = await PostAsync("png-info", new { image = Convert.ToBase64String(pictures[0]) });
        Assert.Contains("Seed: 5", read.Text("info"), StringComparison.Ordinal);
        Assert.Equal("5", read.GetProperty("parameters").Text("Seed"));
    }

    [Fact]
    public async Task Img2img_StartsFromAPicture_AndExtrasEnlarge()
    {
        _studio.Work();
        var red = Convert.ToBase64String(Picture.Blank(32, 32, new(200, 30, 40)).Encode(".png"));
        var black = Convert.ToBase64String(Picture.Blank(32, 32, Colour.Black).Encode(".png"));
        var kept = await PostAsync("img2img", new
        {
            prompt = "x", init_images = new[] { "data:image/png;base64," + red }, mask = black, denoising_strength = 0.5, width = 64,
            height = 64,
        });
        Assert.Equal([200, 30, 40], Picture.Decode(Convert.FromBase64String(kept.GetProperty("images")[0].GetString()!)).Pixels[..3]);
        Assert.Equal(JsonValueKind.Null, kept.GetProperty("parameters").GetProperty("init_images").ValueKind);

        var large = await PostAsync("extra-single-image", new { image = red, upscaling_resize = 3, upscaler_1 = "upscale-glyphs" });
        Assert.Equal((96, 96), Size(Convert.FromBase64String(large.Text("image"))));
        var many = await PostAsync("extra-batch-images", new
        {
            imageList = new[] { new { data = red, name = "a" }, new { data = black, name = "b" } }, resize_mode = 1,
            upscaling_resize_w = 50, upscaling_resize_h = 40,
        });
        var sizes = many.GetProperty("images").EnumerateArray().Select(one => Size(Convert.FromBase64String(one.GetString()!)));
        Assert.Equal([(50, 40), (50, 40)], sizes);
    }

    [Fact]
    public async Task Interrupt_KeepsTheBestSoFar_AndProgressIsTheCallers()
    {
        _studio.Work();
        var answer = PostAsync("txt2img", new { prompt = "x", steps = 200, width = 32, height = 32 }); // 60 iterations
        var seen = false;
        while (!answer.IsCompleted)
        {
            var progress = await _studio.Http.GetFromJsonAsync<JsonElement>("/sdapi/v1/progress?skip_current_image=false");
            var state = progress.GetProperty("state");
            if (state.Number("sampling_step") > 2 && !seen)
            {
                seen = true;
                Assert.Equal((32, 32), Size(Convert.FromBase64String(progress.Text("current_image"))));
                Assert.InRange(progress.GetProperty("progress").GetDouble(), 0.01, 1);
                Assert.Equal((1, 60), (state.Number("job_count"), state.Number("sampling_steps")));
                await PostAsync("interrupt", new { });
            }
        }

        Assert.True(seen, "the job was over before it was seen");
        Assert.Single((await answer).GetProperty("images").EnumerateArray());
        var idle = await _studio.Http.GetFromJsonAsync<JsonElement>("/sdapi/v1/progress");
        Assert.Equal((0.0, 0), (idle.GetProperty("progress").GetDouble(), idle.GetProperty("state").Number("job_count")));
    }

    [Fact]
    public async Task Lists_HoldWhatClientsLookFor()
    {
        Assert.Equal("vqgan-toy", (await ListAsync("options")).Text("sd_model_checkpoint"));
        Assert.Contains("vqgan-toy", (await ListAsync("sd-models")).EnumerateArray().Select(model => model.Text("title")));
        var aliases = (await ListAsync("samplers"))[0].GetProperty("aliases").EnumerateArray().Select(name => name.GetString());
        Assert.Contains("Euler a", aliases);
        Assert.Equal("automatic", (await ListAsync("schedulers"))[0].Text("name"));
        Assert.Contains("upscale-glyphs", (await ListAsync("upscalers")).EnumerateArray().Select(model => model.Text("name")));
        Assert.Equal("atelier", (await ListAsync("scripts")).GetProperty("txt2img")[0].GetString());
        foreach (var list in new[] { "latent-upscale-modes", "sd-vae", "sd-modules", "loras", "prompt-styles" })
        {
            Assert.Equal(0, (await ListAsync(list)).GetArrayLength());
        }
    }

    [Theory]
    [InlineData("txt2img", "")]
    [InlineData("txt2img", "[]")]
    [InlineData("txt2img", "{}")]
    [InlineData("txt2img", """{"prompt":3}""")]
    [InlineData("txt2img", """{"prompt":"<lora:x:1>"}""")]
    [InlineData("txt2img", """{"prompt":"x","steps":"many"}""")]
    [InlineData("txt2img", """{"prompt":"x","steps":0}""")]
    [InlineData("txt2img", """{"prompt":"x","width":8}""")]
    [InlineData("txt2img", """{"prompt":"x","width":1e9}""")]
    [InlineData("txt2img", """{"prompt":"x","batch_size":50,"n_iter":50}""")]
    [InlineData("txt2img", """{"prompt":"x","enable_hr":"yes"}""")]
    [InlineData("txt2img", """{"prompt":"x","override_settings":{"sd_model_checkpoint":"/etc/passwd"}}""")]
    [InlineData("txt2img", """{"prompt":"x","override_settings":3}""")]
    [InlineData("txt2img", """{"prompt":"x","alwayson_scripts":{"atelier":{"args":[3]}}}""")]
    [InlineData("txt2img", """{"prompt":"x","alwayson_scripts":{"atelier":{"args":[{"startPicture":"/etc/passwd"}]}}}""")]
    [InlineData("txt2img", """{"prompt":"x","alwayson_scripts":{"atelier":{"args":[{"none":1}]}}}""")]
    [InlineData("img2img", """{"prompt":"x"}""")]
    [InlineData("img2img", """{"prompt":"x","init_images":["/etc/passwd"]}""")]
    [InlineData("img2img", """{"prompt":"x","init_images":["http://127.0.0.1/a.png"]}""")]
    [InlineData("img2img", """{"prompt":"x","init_images":["AAAA"]}""")]
    [InlineData("extra-single-image", "{}")]
    [InlineData("extra-single-image", """{"image":"AAAA"}""")]
    [InlineData("extra-batch-images", """{"imageList":[]}""")]
    [InlineData("png-info", "{}")]
    [InlineData("options", """{"sd_model_checkpoint":"no such"}""")]
    [InlineData("none", "{}")]
    public async Task ABadRequest_IsRefusedInOneSentence(string path, string body)
    {
        using var response = await _studio.Http.PostAsync($"/sdapi/v1/{path}", new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode is >= 400 and < 500, $"{(int)response.StatusCode} {text}");
        var error = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.True(error.Text("detail").Length > 10 && error.Text("error").Length > 2, text);
        Assert.Equal(error.Text("detail"), error.Text("errors"));
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.Equal(0, (await _studio.Http.GetFromJsonAsync<JsonElement>("/api/jobs")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("a (red:1.3) apple", "a red apple")]
    [InlineData("((a)) [[b]] c", "a b c")]
    [InlineData(@"a \(real\) apple", "a (real) apple")]
    [InlineData("a, <lora:x:0.5> b <hypernet:y:1>", "a, b")]
    [InlineData("a sign: 12:30", "a sign: 12:30")]
    public void ItsSyntax_IsReducedToWords(string prompt, string words) => Assert.Equal(words, A1111Words.Reduce(prompt, out _));

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await _studio.Http.PostAsJsonAsync($"/sdapi/v1/{path}", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private Task<JsonElement> ListAsync(string name) => _studio.Http.GetFromJsonAsync<JsonElement>($"/sdapi/v1/{name}");

    private static (int Width, int Height) Size(byte[] bytes)
    {
        var picture = Picture.Decode(bytes);
        return (picture.Width, picture.Height);
    }
}
