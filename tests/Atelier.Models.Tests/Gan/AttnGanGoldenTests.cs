using Atelier.Models.Gan.AttnGan;
using Atelier.Tests;

namespace Atelier.Models.Tests.Gan;

public class AttnGanGoldenTests
{
    [Fact]
    public void TextEncoder_OfCaptionsOfDifferentLengths_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("attngan-tiny");
        using var encoder = Encoder();

        var (words, sentence) = encoder.call(golden.In("captions"), golden.In("cap_lens"));
        golden.Check("words_embs", words);
        golden.Check("sent_emb", sentence);

        var (single, alone) = encoder.call(golden.In("captions").narrow(0, 1, 1), golden.In("cap_lens").narrow(0, 1, 1));
        golden.Check("single.words_embs", single);
        golden.Check("single.sent_emb", alone);
    }

    [Fact]
    public void Generator_OfTwoCaptionsAndOfOne_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("attngan-tiny");
        using var model = Generator();
        var mask = golden.In("captions").eq(0);

        var made = model.forward(golden.In("z"), golden.In("eps"), golden.Out("words_embs"), golden.Out("sent_emb"), mask);

        golden.Check("mu", made.Mean);
        golden.Check("logvar", made.LogVariance);
        golden.Check("c_code", made.Condition);
        golden.Check("image64", made.Pictures[0]);
        golden.Check("image128", made.Pictures[1]);
        golden.Check("image256.sample1", made.Pictures[2].narrow(0, 1, 1));
        golden.Check("att64", made.Attention[0]);
        golden.Check("att128.every3", Thinned(made.Attention[1], 3));

        var words = golden.Out("single.words_embs");
        var single = model.forward(
            golden.In("z").narrow(0, 1, 1), golden.In("eps").narrow(0, 1, 1), words, golden.Out("single.sent_emb"),
            mask.narrow(0, 1, 1).narrow(1, 0, words.size(2)));
        golden.Check("single.image64", single.Pictures[0]);
        golden.Check("single.image128.every3", Thinned(single.Pictures[1], 3));
        golden.Check("single.image256.every4", Thinned(single.Pictures[2], 4));
        golden.Check("single.att64", single.Attention[0]);
    }

    [Fact]
    public void Generator_Gradients_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("attngan-tiny");
        using var model = Generator();
        var (z, eps) = (golden.In("z").requires_grad_(), golden.In("eps").requires_grad_());
        var (words, sentence) = (golden.Out("words_embs").requires_grad_(), golden.Out("sent_emb").requires_grad_());

        var made = model.forward(z, eps, words, sentence, golden.In("captions").eq(0));
        ((made.Pictures[0] * golden.In("R64")).sum() + (Thinned(made.Pictures[1], 2) * golden.In("R128")).sum()
            + (Thinned(made.Pictures[2], 4) * golden.In("R256")).sum()).backward();

        golden.Check("grad_z", z.grad!);
        golden.Check("grad_eps", eps.grad!);
        golden.Check("grad_words_embs", words.grad!);
        golden.Check("grad_sent_emb", sentence.grad!);
    }

    [Theory]
    [InlineData("attngan-bird-G_NET", 32, 2)]
    [InlineData("attngan-coco-G_NET", 48, 3)]
    public void Layout_OfAReleasedGenerator_LoadsWithNothingMissingOrLeftOver(string layout, int channels, int blocks)
    {
        var stored = Layout.Read(layout);
        var options = AttnGanOptions.FromWeights(stored, layout);

        using var model = new AttnGanGenerator(Weights.From(stored, layout), options);

        Assert.Equal(new AttnGanOptions { Channels = channels, ResBlocks = blocks }, options);
        Assert.Equal(stored.Keys.Order(), model.state_dict().Keys.Order());
    }

    [Fact]
    public void Layout_OfTheReleasedTextEncoder_LoadsWithNothingMissingOrLeftOver()
    {
        var stored = Layout.Read("attngan-coco-RNN_ENCODER");

        using var model = AttnGanFile.TextEncoder(stored, "layout");

        Assert.Equal(256, model.Width);
        Assert.Equal(stored.Keys.Order(), model.state_dict().Keys.Order());
    }

    private static AttnGanTextEncoder Encoder() =>
        AttnGanFile.LoadTextEncoder(ModelFiles.Find(Golden.Locate("attngan-tiny", "text_encoder.pth")!));

    private static AttnGanGenerator Generator() => AttnGanFile.Load(ModelFiles.Find(Golden.Locate("attngan-tiny", "netG.pth")!));

    private static Tensor Thinned(Tensor x, int step) => x[.., .., TensorIndex.Slice(step: step), TensorIndex.Slice(step: step)];
}
