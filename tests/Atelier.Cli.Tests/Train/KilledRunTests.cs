using System.Diagnostics;
using System.Globalization;
using Atelier.Glyphs.Tests;
using Atelier.Torch.WeightFiles;
using Atelier.Training.Learners;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests.Train;

/// <summary>Runs of every kind of learner, killed as <c>kill -9</c> does it, end with the files of a run that was not.</summary>
[Collection("console")]
public sealed class KilledRunTests : IDisposable
{
    private const int Tries = 8;
    private const string Vae = "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, average: 0.9, " +
        "quantise_after: 2, revive_every: 2, revive_until: 1}}";
    private const string Clip =
        "model: {kind: clip, layers: [1, 1, 1, 1], embedding: 16, width: 16, text_width: 16, text_layers: 1, merges: 40}";
    private const string Generator = "model: {kind: vqgan, channels: 8, norm_groups: 4, multipliers: [1, 2], res_blocks: 1, " +
        "latent_channels: 8, codebook: {size: 16, width: 8, revive_every: 3}}";
    private const string Ddpm =
        "model: {kind: diffusion, channels: [8, 16], layers: 1, heads: 2, norm_groups: 4}\nsampling: {steps: 2}";
    private readonly TinyData _data = new();
    private readonly TinyGlyphs _glyphs = new();

    // {codec}, {codec-glyphs}, {clip} and {ddpm} are trained first
    private static readonly Dictionary<string, string> s_recipes = new()
    {
        ["autoencoder"] = "model: {kind: autoencoder, channels: [4, 4], code_channels: 2}",
        ["classifier"] = "model: {kind: classifier, channels: [4], width: 6}",
        ["vqvae"] =
            "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, revive_every: 2, revive_until: 1}}",
        ["vqvae, cosine"] = "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, cosine: true, " +
            "average: 0.9, revive_every: 2}}",
        ["vqvae, average"] = Vae,
        ["vqgan"] = Generator +
            "\nloss: {edges: 0.5, feature_matching: 1, adversarial_start: 3}\ndiscriminator: {channels: 4, layers: 1, actnorm: true}",
        ["vqgan, average, vanilla, trunk"] =
            Generator.Replace("revive_every", "average: 0.9, quantise_after: 2, revive_every", StringComparison.Ordinal)
                + "\nloss: {adversarial: vanilla, perceptual: {trunk: {clip}}}\ndiscriminator: {channels: 4, layers: 1}",
        ["gan"] = "model: {kind: gan, latent: 4, channels: [6, 4], critic_channels: [4, 6]}\nloss: {adversarial: vanilla}",
        ["wgan-gp"] =
            "model: {kind: gan, latent: 4, channels: [6, 4], critic_channels: [4, 6]}\nloss: {adversarial: wasserstein, critic_steps: 3}",
        ["pix2pix"] = "model: {kind: pix2pix, channels: 2, levels: 3}\ndiscriminator: {channels: 2, layers: 1}",
        ["gpt"] = "model: {kind: gpt, codec: {codec}, layers: 1, heads: 2, width: 8, dropout: 0.1}",
        ["gpt, class"] = "model: {kind: gpt, codec: {codec}, condition: class, layers: 1, heads: 2, width: 8, dropout: 0.1, " +
            "unconditioned: 0.3}\nloss: {class: 1}\nsampling: {guidance: 2}",
        ["gpt, text"] = "model: {kind: gpt, codec: {codec-glyphs}, condition: text, clip: {clip}, layers: 1, heads: 2, width: 8, " +
            "unconditioned: 0.5, from_codebook: true}",
        ["diffusion"] =
            "model: {kind: diffusion, clip: {clip}, channels: [8, 16], layers: 1, heads: 2, norm_groups: 4}\nsampling: {steps: 2}",
        ["diffusion, latent"] = "model: {kind: diffusion, codec: {codec-glyphs}, channels: [8], attention: [], layers: 1, heads: 2, " +
            "norm_groups: 4, schedule: linear, prediction: epsilon}\nsampling: {steps: 2, scheduler: dpmpp-2m}",
        ["diffusion-clip"] = "model: {kind: diffusion-clip, start: {ddpm}, clip: {clip}, source: a fox, target: a red fox, pictures: 6, " +
            "inversion_steps: 2, steps: 2}",
        ["clip"] = Clip,
        ["painter"] = "model: {kind: painter, width: 16, heads: 2, encoder_layers: 1, decoder_layers: 1, feed_forward: 16, strokes: 3}",
        ["upscaler"] =
            "model: {kind: upscaler, network: srvgg, scale: 2, features: 4, convolutions: 1}\ndegradation: {clean: 0.5, blur: 1}",
        ["esrgan"] = "model: {kind: upscaler, network: rrdb, scale: 2, features: 4, blocks: 1, growth: 2}\ndegradation: {kind: " +
            "two-stage, clean: 0.2, strength: 0.5}\nloss: {adversarial_start: 3}\ndiscriminator: {features: 2}",
    };

    public static TheoryData<string> Kinds { get; } = [.. s_recipes.Keys];

    public void Dispose()
    {
        _data.Dispose();
        _glyphs.Dispose();
    }

    [Fact]
    public void EveryKindIsHere() =>
        Assert.All(LearnerRegistry.Kinds, kind => Assert.Contains(
            s_recipes.Values, recipe => recipe.Contains($"kind: {kind}, ", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task KilledAfterItsHalf_ItGoesOnExactly(string kind)
    {
        var recipe = await WriteAsync(kind, steps: 24);
        await TrainAsync(recipe, "-o", In("straight"));
        await KillAfterHalfAsync(recipe, half: 12, longest: 30);

        await TrainAsync(recipe, "-o", In("broken"), "--resume");
        AssertSameFiles();
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Kinds))]
    public async Task Of200Steps_KilledAnywhereAndAfterItsHalf_ItGoesOnExactly(string kind)
    {
        var recipe = await WriteAsync(kind, steps: 200);
        var clock = Stopwatch.StartNew();
        await EndAsync("train", recipe, "-o", In("straight"));
        await KillAfterAsync(Random.Shared.Next((int)clock.ElapsedMilliseconds / 2), recipe); // often before there is any checkpoint
        await KillAfterHalfAsync(recipe, half: 100, longest: 300);

        await EndAsync("train", recipe, "-o", In("broken"), "--resume");
        AssertSameFiles();
    }

    private void AssertSameFiles()
    {
        foreach (var name in new[] { "model.safetensors", "checkpoint.safetensors", "figures.json", "config.json" })
        {
            Assert.True(Bytes("straight", name).AsSpan().SequenceEqual(Bytes("broken", name)), $"{name} differs");
        }

        Assert.Equal(Log("straight"), Log("broken"));
        Assert.Equal(Sheets("straight"), Sheets("broken"));
        Assert.Empty(Directory.GetFiles(In("broken"), "*.tmp", SearchOption.AllDirectories));
    }

    // a process that is killed once its half-way checkpoint is there; one that was faster than that is begun again
    private async Task KillAfterHalfAsync(string recipe, long half, int longest)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            using var process = Start(["train", recipe, "-o", In("broken"), .. HasCheckpoint ? (string[])["--resume"] : []]);
            while (!HasCheckpoint && !process.HasExited)
            {
                await Task.Delay(1);
            }

            await KillAsync(process, Random.Shared.Next(longest));
            if (HasCheckpoint && StepsDone == half)
            {
                return;
            }

            Directory.Delete(In("broken"), recursive: true);
        }

        Assert.Fail($"{Tries} times the run was over before it was killed");
    }

    private async Task KillAfterAsync(int milliseconds, string recipe)
    {
        using var process = Start("train", recipe, "-o", In("broken"));
        await KillAsync(process, milliseconds);
    }

    private static async Task KillAsync(Process process, int milliseconds)
    {
        await Task.Delay(milliseconds);
        process.Kill(); // SIGKILL
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode is 137 or 0, $"ended with {process.ExitCode}: {error}");
    }

    // in this process
    private static async Task TrainAsync(params string[] arguments)
    {
        var (code, _, error) = await Terminal.RunAsync(["train", .. arguments]);
        Assert.True(code == 0, $"ended with {code}: {error}");
    }

    private static async Task EndAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"ended with {process.ExitCode}: {error}");
    }

    // the program as a process, with as many threads as this one has
    private static Process Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "atelier.dll"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private bool HasCheckpoint => File.Exists(Path.Combine(In("broken"), "checkpoint.safetensors"));

    private long StepsDone
    {
        get
        {
            SafeTensors.Read(Path.Combine(In("broken"), "checkpoint.safetensors"), out var numbers);
            return long.Parse(numbers["step"], CultureInfo.InvariantCulture);
        }
    }

    private byte[] Bytes(string run, string name) => File.ReadAllBytes(Path.Combine(In(run), name));

    private string[] Log(string run)
    {
        var lines = File.ReadAllLines(Path.Combine(In(run), "log.csv"));
        var speed = Array.IndexOf(lines[0].Split(','), "pictures_per_second");
        return [.. lines.Select(line => string.Join(',', line.Split(',').Where((_, i) => i != speed)))];
    }

    private (string, string)[] Sheets(string run) => [.. Directory.GetFiles(Path.Combine(In(run), "samples")).Order()
        .Select(path => (Path.GetFileName(path), Convert.ToHexString(File.ReadAllBytes(path))))];

    private string In(string name) => Path.Combine(_data.Folder, name);

    private async Task<string> WriteAsync(string kind, int steps)
    {
        var model = s_recipes[kind];
        foreach (var (name, first) in new[] { ("codec", Vae), ("clip", Clip), ("codec-glyphs", Generator), ("ddpm", Ddpm) })
        {
            if (model.Contains($"{{{name}}}", StringComparison.Ordinal))
            {
                await TrainAsync(Write(name, first, 8), "-o", In(name));
                model = model.Replace($"{{{name}}}", In(name), StringComparison.Ordinal);
            }
        }

        return Write("recipe", model, steps);
    }

    private string Write(string name, string model, int steps)
    {
        var glyphs = new[] { "clip", "trunk", "condition: text", "vqgan", "diffusion" }
            .Any(word => model.Contains(word, StringComparison.Ordinal));
        var data = model.Contains("painter", StringComparison.Ordinal) ? "source: strokes"
            : glyphs ? $"source: glyphs, path: {_glyphs.Folder}, size: 32, split: {_glyphs.Split}, test: concepts"
            : $"source: idx, path: {_data.Idx()}, size: 8, channels: 1, flip: true";
        return _data.Write(name + ".yaml", $$"""
            about: tiny
            data: {{{data}}}
            training: {steps: {{steps}}, batch: 4, average: 0.9, clip: 1, log_every: {{steps / 8}}, sample_every: {{steps / 2}},
              checkpoint_every: {{steps / 2}}, test_pictures: 4}
            optimiser: {learning_rate: 0.01, schedule: cosine, warmup: 2}
            {{model}}
            """);
    }
}
