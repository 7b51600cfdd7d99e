using Atelier.Models.SuperResolution;
using Atelier.Core;
using Atelier.Tests;

namespace Atelier.Models.Tests.SuperResolution;

public class UpscalerGoldenTests
{
    [Theory]
    [InlineData("rrdb-x4.params_ema.pth")]
    [InlineData("rrdb-x4.esrgan.pth")]
    [InlineData("rrdb-x4.esrgan-oldest.pth")]
    public void Rrdb_AnyGenerationOfNames_MatchesTheOfficialCode(string weights)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("rrdb-tiny");
        using var model = Load(weights);
        var x = golden.In("x").requires_grad_();

        var y = model.call(x);
        (y * golden.In("R")).sum().backward();

        golden.Check("x4.out", y);
        golden.Check("x4.grad_x", x.grad!);
    }

    [Theory]
    [InlineData("rrdb-x2.pth", "x2", "x2.out", 2)]
    [InlineData("rrdb-x1.pth", "x2", "x1.out", 1)]
    [InlineData("srvgg.pth", "x", "srvgg.out", 4)]
    public void OtherNetworks_MatchTheOfficialCode(string weights, string input, string output, int scale)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("rrdb-tiny");
        using var model = Load(weights);

        golden.Check(output, model.call(golden.In(input)));
        Assert.Equal(scale, model.Scale);
    }

    [Theory]
    [InlineData("rrdb-x4.params_ema.pth", "x")]
    [InlineData("rrdb-x2.pth", "x2")]
    [InlineData("rrdb-x1.pth", "x2")]
    [InlineData("srvgg.pth", "x")]
    public void FastPath_InBf16_StaysCloseToFp32(string weights, string input)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Load(weights);
        var x = Golden.Open("rrdb-tiny").In(input);
        var exact = model.call(x);
        model.ToBFloat16();

        var error = (model.call(x) - exact).square().mean().sqrt().ToDouble() / exact.square().mean().sqrt().ToDouble();

        Assert.True(error < 0.01, $"off by {error:P2} of its size");
    }

    [Theory]
    [InlineData("realesr-animevideov3-x4", 42)] // dB, on noise, which is the worst there is
    [InlineData("realesrgan-x4plus-anime", 39)]
    public void FastPath_OfReleasedWeights_StaysAboutAsCloseToFp32AsLibtorchsBf16(string name, double least)
    {
        var bin = Golden.Outside("data-weights", "realesrgan", name + ".bin");
        Assert.SkipWhen(bin is null, "the released weights are not beside the checkout");
        using var scope = NewDisposeScope();
        using var random = new Generator(1, CPU);
        using var model = UpscalerFile.Load(ModelFiles.Find(bin));
        var x =
            (F.interpolate(
                rand([1, 3, 12, 10], device: random.device, generator: random),
                [96, 80],
                mode: InterpolationMode.Bicubic,
                align_corners: false).clamp(0, 1) * 0.6)
                + (F.interpolate(rand([1, 3, 12, 10], device: random.device, generator: random), [96, 80]) * 0.4);
        var exact = model.call(x).clamp(0, 1);
        model.ToBFloat16();

        double Decibels(Tensor y) => -10 * Math.Log10((y.detach().clamp(0, 1) - exact).square().mean().ToDouble());
        // with a gradient, libtorch computes
        var (ours, libtorchs) = (Decibels(model.call(x)), Decibels(model.call(x.clone().requires_grad_())));

        Assert.True(ours > least && ours > libtorchs - 5, $"{ours:F1} dB, libtorch's {libtorchs:F1} dB");
    }

    [Fact]
    public void PixelUnshuffle_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("rrdb-tiny");

        golden.Check("pixel_unshuffle2", F.pixel_unshuffle(golden.In("x2"), 2));
    }

    [Theory]
    [InlineData("rrdbnet-x2-23.basicsr", 2)]
    [InlineData("rrdbnet-x4-23.basicsr", 4)]
    [InlineData("rrdbnet-x4-23.esrgan", 4)]
    [InlineData("rrdbnet-x4-23.esrgan-oldest", 4)]
    [InlineData("rrdbnet-x4-6.basicsr", 4)]
    [InlineData("srvgg-animevideov3", 4)]
    [InlineData("srvgg-general-x4v3", 4)]
    public void ReleasedLayouts_LoadWithNothingMissingOrLeft(string layout, int scale)
    {
        using var scope = NewDisposeScope();
        var stored = Layout.Read(layout);

        using var model = UpscalerFile.Build(UpscalerFile.Renamed(stored, layout), layout);

        Assert.Equal(scale, model.Scale);
        Assert.Equal(stored.Count, model.state_dict().Count);
    }

    [Theory]
    [InlineData("realesr-animevideov3-x4", 621_424)]
    [InlineData("realesr-animevideov3-x2", 621_424)]
    [InlineData("realesrgan-x4plus-anime", 4_467_779)]
    [InlineData("upscayl-lite-4x", 1_213_296)]
    public void ReleasedNcnnFiles_LoadWhole(string name, long parameters)
    {
        var bin = Golden.Outside("data-weights", "realesrgan", name + ".bin");
        Assert.SkipWhen(bin is null, "the released weights are not beside the checkout");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();

        using var model = UpscalerFile.Load(ModelFiles.Find(bin!));

        Assert.Equal(parameters, model.parameters().Sum(parameter => parameter.numel()));
        var y = model.call(full([1, 3, 8, 8], 0.5)); // a grey square stays about grey
        Assert.InRange((y - 0.5).abs().max().ToDouble(), 0, 0.1);
    }

    [Fact]
    public void Ncnn_DamagedOrForeignFiles_AreRefusedInOneSentence()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-ncnn").FullName;
        var param = Path.Combine(folder, "net.param");
        var bin = Path.Combine(folder, "net.bin");
        var lines = "7767517\n5 5\nInput in 0 1 data\nConvolution c0 1 1 data a 0=4 1=3 4=1 5=1 6=108\nPReLU p1 1 1 a b 0=4\nConvolution " +
            "c2 1 1 b c 0=4 1=3 4=1 5=1 6=144\nPReLU p3 1 1 c d 0=4\nConvolution c4 1 1 d e 0=12 1=3 4=1 5=1 6=432\n";
        var whole = new byte[3 * 4 + (4 * (108 + 144 + 432 + 4 + 4 + 4 + 4 + 12))];
        File.WriteAllText(param, lines);
        File.WriteAllBytes(bin, whole);
        Assert.Equal(8, NcnnFile.Read(bin).Count);

        Assert.Contains("cut short", Refuse(lines, whole[..^4]));
        Assert.Contains("more than", Refuse(lines, [.. whole, 0, 0, 0, 0]));
        Assert.Contains("compressed", Refuse(lines, [0x17, 0, 0, 0, .. whole[4..]]));
        Assert.Contains("7767517", Refuse("hello\nworld\n!\n", whole));
        Assert.Contains("no layer", Refuse(lines + "Nonsense\n", whole));
        Assert.Contains("damaged", Refuse(lines.Replace("6=108", "6=107"), whole));
        File.Delete(param);
        Assert.Contains("net.param is missing", Assert.Throws<ModelFileException>(() => NcnnFile.Read(bin)).Message);
        Directory.Delete(folder, recursive: true);

        string Refuse(string text, byte[] bytes)
        {
            File.WriteAllText(param, text);
            File.WriteAllBytes(bin, bytes);
            return Assert.Throws<ModelFileException>(() => NcnnFile.Read(bin)).Message;
        }
    }

    private static Upscaler Load(string weights) => UpscalerFile.Load(ModelFiles.Find(Golden.Locate("rrdb-tiny", weights)!));
}
