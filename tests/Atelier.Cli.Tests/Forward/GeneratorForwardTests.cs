using System.Globalization;
using Atelier.Cli.Commands.Forward;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Cli.Tests.Forward;

/// <summary>The generators' goldens through <c>atelier forward</c>. Inputs are named as <c>input=golden's input</c>, or
/// <c>input=out:golden's output</c>, or are numbers.</summary>
[Collection("console")]
public class GeneratorForwardTests
{
    [Theory]
    [InlineData("biggan-tiny", "", "generate", "z=z.t0.4 class=class truncation=0.4", "image=image.t0.4")]
    [InlineData("stylegan2-tiny", "skip-uncond.pkl", "map", "z=z psi=0.7", "w=ws.psi0.7 ws=ws.psi0.7")]
    [InlineData("stylegan2-tiny", "skip-uncond.pkl", "map", "z=z", "w=ws.psi1")]
    [InlineData("stylegan2-tiny", "skip-cond.pkl", "map", "z=z c=c psi=0.7 cutoff=4", "w=ws.psi0.7.cutoff4")]
    [InlineData("stylegan2-tiny", "skip-cond.safetensors", "synthesize", "ws=out:ws.psi0.7", "image=image.psi0.7")]
    [InlineData("stylegan2-tiny", "resnet-uncond.pkl", "synthesize", "wplus=wplus", "image=image.wplus")]
    [InlineData("stylegan2-tiny", "resnet-uncond.pkl", "synthesize_grad", "ws=wplus R=R", "image=image.wplus grad_ws=grad_wplus")]
    [InlineData("stylegan2-tiny", "skip-cond.pkl", "discriminate", "image=out:image.psi0.7 c=c", "logits=D.image.psi0.7")]
    [InlineData("pix2pix-tiny", "latest_net_G.pth", "translate", "x=A", "y=G.eval")]
    [InlineData("pix2pix-tiny", "latest_net_G.pth", "translate_train", "A=A", "y=G.train")]
    [InlineData("pix2pix-tiny", "unet6_net_G.pth", "translate_train", "x=A dropout_mask=G6.dropout_mask", "y=G6.train.mask")]
    [InlineData("attngan-tiny", "text_encoder.pth", "encode_text", "captions=captions cap_lens=cap_lens",
        "words_embs=words_embs sent_emb=sent_emb")]
    [InlineData("attngan-tiny", "", "encode_text", "captions=captions cap_lens=cap_lens", "words_embs=words_embs sent_emb=sent_emb")]
    [InlineData("attngan-tiny", "", "generate", "z=z eps=eps captions=captions cap_lens=cap_lens", "image64=image64")]
    [InlineData("attngan-tiny", "netG.pth", "generate", "z=z eps=eps captions=captions cap_lens=cap_lens",
        "image64=image64 image128=image128 att64=att64 mu=mu logvar=logvar c_code=c_code")]
    [InlineData("attngan-tiny", "netG.pth", "generate",
        "z=z eps=eps captions=captions words_embs=out:words_embs sent_emb=out:sent_emb", "image64=image64 image128=image128")]
    [InlineData("audioclip-tiny", "audioclip-tiny.pt", "encode_audio", "wav=wav", "embedding=embedding audio_normed=audio_normed")]
    [InlineData("audioclip-tiny", "audioclip-tiny.pt", "logits", "wav=wav image_features=image_features text_features=text_features",
        "logits_audio_text=logits_audio_text")]
    public async Task Forward_OfAGenerator_GivesTheOfficialNumbers(
        string name, string weights, string function, string inputs, string outputs)
    {
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory("atelier-forward-").FullName;
        var (input, output) = (Path.Combine(folder, "in.safetensors"), Path.Combine(folder, "out.safetensors"));
        var golden = Open(name, weights);
        SafeTensors.Write(input, Pairs(inputs).Select(pair => KeyValuePair.Create(pair.Name, Read(golden, pair.Value))));

        var code = await CommandLine.RunAsync([
            "forward", "--model", Path.Combine(Golden.Root, "tests", "goldens", name, weights), "--function", function, "--in", input,
            "--out", output,
        ]);

        Assert.Equal(0, code);
        var stored = SafeTensors.Read(output, out _);
        foreach (var (made, expected) in Pairs(outputs))
        {
            golden.Check(expected, stored[made].Read());
            Assert.Equal(golden.Out(expected).shape, stored[made].Shape);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("biggan-tiny", "pytorch_model.bin", "generate", "z=z.t0.4 class=class truncation=1.5", "truncation")]
    [InlineData("biggan-tiny", "pytorch_model.bin", "generate", "z=class class=class truncation=1", "z [n,16]")]
    [InlineData("stylegan2-tiny", "skip-cond.pkl", "map", "z=z", "'c'")]
    [InlineData("stylegan2-tiny", "skip-cond.pkl", "synthesize", "ws=z", "ws [n,8,32]")]
    [InlineData("pix2pix-tiny", "latest_net_G.pth", "translate", "x=G6.dropout_mask", "multiples of 32")]
    [InlineData("attngan-tiny", "netG.pth", "generate", "z=eps eps=z captions=captions cap_lens=cap_lens", "z [n,12]")]
    [InlineData("audioclip-tiny", "audioclip-tiny.pt", "encode_audio", "wav=image_features", "wav [n,channels,samples]")]
    public void Forward_OfInputsThatDoNotFit_SaysWhatIsNeeded(string name, string weights, string function, string inputs, string named)
    {
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory("atelier-forward-").FullName;
        var input = Path.Combine(folder, "in.safetensors");
        var golden = Open(name, weights);
        SafeTensors.Write(input, Pairs(inputs).Select(pair => KeyValuePair.Create(pair.Name, Read(golden, pair.Value))));

        var pass = ForwardPass.Open(Golden.Locate(name, weights)!, null, null);
        var error = Assert.Throws<CommandLineException>(
            () => pass.Run(function, input, Path.Combine(folder, "out.safetensors"), fast: false));

        Assert.Contains(named, error.Message);
        Directory.Delete(folder, recursive: true);
    }

    private static Golden Open(string name, string weights) => Golden.Open(
        name, name == "stylegan2-tiny" ? $"io_{Path.GetFileNameWithoutExtension(weights)}.safetensors" : "io.safetensors");

    private static Tensor Read(Golden golden, string value) =>
        float.TryParse(value, CultureInfo.InvariantCulture, out var number) ? tensor(number)
            : value.StartsWith("out:", StringComparison.Ordinal) ? golden.Out(value["out:".Length..]) : golden.In(value);

    private static IEnumerable<(string Name, string Value)> Pairs(string text) =>
        text.Split(' ').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]));
}
