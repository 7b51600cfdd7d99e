using Atelier.Core;
using Atelier.Hub;
using Atelier.Models;
using Atelier.Models.Gan.AttnGan;

namespace Atelier.Cli.Commands.Forward.Generators;

/// <summary>AttnGAN by <c>atelier forward</c>: its text encoder or its generator, which lie in a file each.</summary>
internal sealed class AttnGanForward : IForwardKind
{
    private const string Encoder = "text_encoder.pth", Generator = "netG.pth";

    public string Name => "attngan";

    public IReadOnlyList<string> Functions { get; } =
    [
        "encode_text  captions [n,t] i64, cap_lens [n] i64  ->  words_embs [n,d,t'], sent_emb [n,d]",
        "generate  z [n,z], eps [n,c], captions (0 where one has ended), words_embs, sent_emb; or captions and cap_lens with "
            + Encoder + " beside the generator  ->  image64, image128, image256, att64, att128, mu, logvar, c_code",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        AttnGanFile.Recognises(stored) || AttnGanFile.RecognisesTextEncoder(stored);

    public bool RecognisesFolder(string folder) =>
        File.Exists(Path.Combine(folder, Encoder)) && File.Exists(Path.Combine(folder, Generator));

    public ModelFiles Find(string model, string? config) =>
        Directory.Exists(model) && RecognisesFolder(model) ? ModelFiles.Find(Path.Combine(model, Generator), config)
            : ModelHub.Find(model, config);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var noGrad = no_grad();
        if (fast)
        {
            throw new CommandLineException("AttnGAN runs in fp32 only.");
        }

        if (function == "encode_text")
        {
            var (vectors, vector) = Encode(files, input, device);
            return [("words_embs", vectors), ("sent_emb", vector)];
        }

        using var model = AttnGanFile.Load(files, device);
        var (words, sentence) = (input.Optional("words_embs"), input.Optional("sent_emb"));
        if (words is null || sentence is null)
        {
            (words, sentence) = Encode(files, input, device);
        }

        var (z, eps, captions, options) = (input("z"), input("eps"), input("captions"), model.Options);
        if (z.ndim != 2 || z.size(1) != options.Latent || eps.ndim != 2 || eps.size(1) != options.Condition || words.ndim != 3
            || words.size(1) != options.TextWidth || captions.ndim != 2 || captions.size(1) < words.size(2)
            || new[] { eps, words, sentence, captions }.Any(each => each.size(0) != z.size(0)))
        {
            throw new CommandLineException(
                $"This AttnGAN needs z [n,{options.Latent}], eps [n,{options.Condition}], words_embs [n,{options.TextWidth},t] and "
                    + "captions [n,t].");
        }

        var made = model.forward(z, eps, words, sentence, captions.narrow(1, 0, words.size(2)).eq(0));
        return
        [
            .. made.Pictures.Select((picture, i) => ($"image{64 << i}", picture)),
            .. made.Attention.Select((attention, i) => ($"att{64 << i}", attention)),
            ("mu", made.Mean), ("logvar", made.LogVariance), ("c_code", made.Condition),
        ];
    }

    // by the text encoder itself, or by that beside the generator
    private static (Tensor Words, Tensor Sentence) Encode(ModelFiles files, Func<string, Tensor> input, Device device)
    {
        var encoder = AttnGanFile.Recognises(files.Open()) ? ModelFiles.Find(Path.Combine(files.Folder, Encoder)) : files;
        using var model = AttnGanFile.LoadTextEncoder(encoder, device);
        var (captions, lengths) = (input("captions"), input("cap_lens"));
        return captions.ndim == 2 && captions.dtype == ScalarType.Int64 && captions.min().ToInt64() >= 0
            && captions.max().ToInt64() < model.Words
            && lengths.ndim == 1 && lengths.size(0) == captions.size(0) && lengths.min().ToInt64() > 0
            && lengths.max().ToInt64() <= captions.size(1)
            ? model.call(captions, lengths)
            : throw new CommandLineException(
                $"This text encoder needs captions i64 [n,t] from 0 to {model.Words - 1} and cap_lens i64 [n] from 1 to t.");
    }
}
