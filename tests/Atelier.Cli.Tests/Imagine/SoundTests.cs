using Atelier.Art.Imagine;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;
using Atelier.Tests;
using Atelier.Torch;
using Atelier.Torch.WeightFiles;

namespace Atelier.Cli.Tests.Imagine;

/// <summary>Sounds as prompts, by the golden's network of sounds and a small random CLIP.</summary>
[Collection("console")]
public sealed class SoundTests : IDisposable
{
    private readonly ToyModels _toys = new();

    public SoundTests()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(6);
        Directory.CreateDirectory(At("audio"));
        File.Copy(Path.Combine(_toys.Clip, "vocabulary.txt"), At("audio/vocabulary.txt"));
        using var like = ClipPipeline.Load(_toys.Clip);
        using var clip = new ClipModel(Weights.Fresh(random), like.Model.Options with { EmbeddingWidth = 32 });
        var sounds = WeightFile.Open(Golden.Locate("audioclip-tiny", "audioclip-tiny.pt")!)
            .ToDictionary(pair => pair.Key, pair => pair.Value.Read());
        SafeTensors.Write(
            At("audio/model.safetensors"), clip.state_dict().Where(pair => pair.Key != "logit_scale").Concat(sounds).ToDictionary());
        var wav = Golden.Open("audioclip-tiny").In("wav");
        foreach (var i in new[] { 0, 1 })
        {
            File.WriteAllBytes(At($"{i}.wav"), Wav(wav[i].flatten().ToArray<float>()));
        }
    }

    public void Dispose() => _toys.Dispose();

    [Fact]
    public async Task ASound_MakesAPicture_WhichComesNearer_AndIsMadeAgain()
    {
        await ImagineAsync("--sound", At("0.wav"), "-i", "40", "-o", At("first.png"));
        await ImagineAsync("--sound", At("1.wav"), "-i", "40", "-o", At("other.png"));
        await ImagineAsync("--sound", $"{At("0.wav")}:-1", "-i", "40", "-o", At("away.png"));
        var (code, _, error) = await Terminal.RunAsync("imagine", "--repeat", At("first.png"), "-o", At("again.png"), "--runs", At("runs"));

        Assert.True(code == 0, error);
        Assert.Equal(Picture.Load(At("first.png")).Pixels, Picture.Load(At("again.png")).Pixels);
        Assert.NotEqual(Picture.Load(At("first.png")).Pixels, Picture.Load(At("other.png")).Pixels);
        Assert.True(Distance("first.png") < Distance("away.png"), $"{Distance("first.png")} {Distance("away.png")}");
        Assert.Contains(At("audio"), TextToImagePipeline.ReadOptions(At("first.png")).Weights!.Keys);
    }

    [Fact]
    public async Task WordsAndSounds_AreJudgedTogether()
    {
        var output = await ImagineAsync(
            "red apple", "--clip", _toys.Clip, "--sound", $"{At("0.wav")}:0.5", "-i", "3", "-o", At("both.png"));

        Assert.Contains("both.png", output);
        var record = TextToImagePipeline.ReadOptions(At("both.png"));
        Assert.Equal([At("audio"), _toys.Clip], record.Weights!.Keys.Order());
    }

    [Theory]
    [InlineData("--sound 0.wav", "--audio-clip")]
    [InlineData("--audio-clip audio a·fox", "--audio-clip has no sound")]
    [InlineData("--sound none.wav --audio-clip audio", "none.wav")]
    [InlineData("--sound broken.wav --audio-clip audio", "broken.wav")]
    [InlineData("--sound 0.wav --audio-clip clip-toy", "is no AudioCLIP")]
    [InlineData("--sound 0.wav:x:y:1:2:3 --audio-clip audio", "0.wav:x:y")]
    public async Task WhatCannotBe_IsSaid(string arguments, string expected)
    {
        File.WriteAllText(At("broken.wav"), "RIFF....WAVEfmt ");

        var (code, _, error) = await Terminal.RunAsync(
            ["imagine", "--model", "pixels", "--runs", At("runs"), .. arguments.Split(' ').Select(
                word => word is ['-', ..] ? word : word.Contains('·') ? word.Replace('·', ' ') : At(word))]);

        Assert.Equal(2, code);
        Assert.Contains(expected, error);
        Assert.False(Directory.Exists(At("runs")));
    }

    private double Distance(string picture)
    {
        using var scope = NewDisposeScope();
        using var model = Models.AudioClip.AudioClipPipeline.Load(Models.ModelFiles.Find(At("audio")));
        var sound = model.EncodeSound(Golden.Open("audioclip-tiny").In("wav")[0].flatten().ToArray<float>());
        return Art.Imagine.Prompts.Prompt.SphericalDistance(model.Clip.EncodeImage(Picture.Load(At(picture))), sound).ToDouble();
    }

    private async Task<string> ImagineAsync(params string[] arguments)
    {
        var (code, output, error) = await Terminal.RunAsync(
            ["imagine", "--model", "pixels", "--size", "32", "--cutn", "4", "--seed", "2", "--runs", At("runs"), "--audio-clip",
                At("audio"), .. arguments]);
        Assert.True(code == 0, error);
        return output;
    }

    private string At(string name) => Path.Combine(_toys.Folder, name);

    // 16 bits, one channel, 44.1 kHz
    private static byte[] Wav(float[] samples)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("RIFF"u8);
        writer.Write(36 + (samples.Length * 2));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write(0x00010001);
        writer.Write(44100);
        writer.Write(88200);
        writer.Write(0x00100002);
        writer.Write("data"u8);
        writer.Write(samples.Length * 2);
        foreach (var sample in samples)
        {
            writer.Write((short)Math.Clamp(Math.Round(sample * 32768), short.MinValue, short.MaxValue));
        }

        return file.ToArray();
    }
}
