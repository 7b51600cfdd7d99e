using Atelier.Core;
using Atelier.Models.Gan.AttnGan;
using Atelier.Tests;

namespace Atelier.Models.Tests.Gan;

/// <summary>From words to pictures.</summary>
public sealed class AttnGanPipelineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-attngan-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AnyCase_AndUnknownWords_GiveTheOfficialPicture()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var golden = Golden.Open("attngan-tiny");
        using var model = AttnGanPipeline.Load(ModelFiles.Find(ToyAttnGan.Write(Path.Combine(_folder, "model"))));

        var caption = model.Encode($"{ToyAttnGan.Caption} flying!");
        var picture = model.Generate(golden.In("z").narrow(0, 1, 1), golden.In("eps").narrow(0, 1, 1), caption);

        golden.Check("single.words_embs", caption.Words);
        golden.Check("single.sent_emb", caption.Sentence);
        golden.Check("single.image256.every4", (picture[.., .., Every(4), Every(4)] * 2) - 1);

        static TensorIndex Every(int step) => TensorIndex.Slice(step: step);
    }

    [Fact]
    public void TheAuthorsPickle_NumbersTheWordsToo()
    {
        var folder = ToyAttnGan.Write(Path.Combine(_folder, "model"));
        var words = File.ReadAllLines(Path.Combine(folder, "vocabulary.txt"));
        File.Delete(Path.Combine(folder, "vocabulary.txt"));
        File.WriteAllBytes(Path.Combine(folder, "captions.pickle"), Pickle(words));

        Assert.Equal([29, 21, 16, 20], AttnGanVocabulary.Load(folder, 40).Encode(ToyAttnGan.Caption));
    }

    [Fact]
    public void WhatIsMissing_OrOfAnother_IsNamed()
    {
        var folder = ToyAttnGan.Write(Path.Combine(_folder, "model"));
        using (var model = AttnGanPipeline.Load(ModelFiles.Find(folder)))
        {
            Assert.Contains("knows no word", Assert.Throws<OptionException>(() => model.Encode("zebra")).Message);
        }

        File.AppendAllText(Path.Combine(folder, "vocabulary.txt"), "more\n");
        Assert.Contains("41 words", Message());
        File.Delete(Path.Combine(folder, "vocabulary.txt"));
        Assert.Contains("neither", Message());
        File.Delete(Path.Combine(folder, "text_encoder.pth"));
        Assert.Contains("needs its text encoder", Message());

        string Message() => Assert.Throws<ModelFileException>(() => AttnGanPipeline.Load(ModelFiles.Find(folder))).Message;
    }

    // [captions, captions, numbers to words, words to numbers] by Python 2's protocol 2
    private static byte[] Pickle(string[] words)
    {
        var bytes = new List<byte> { 0x80, 2, (byte)']', (byte)'(', (byte)']', (byte)']', (byte)'}', (byte)'}', (byte)'(' };
        foreach (var (i, word) in words.Index())
        {
            bytes.AddRange([(byte)'U', (byte)word.Length, .. System.Text.Encoding.ASCII.GetBytes(word), (byte)'K', (byte)i]);
        }

        return [.. bytes, (byte)'u', (byte)'e', (byte)'.'];
    }
}
