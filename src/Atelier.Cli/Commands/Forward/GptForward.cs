using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Prior;

namespace Atelier.Cli.Commands.Forward;

/// <summary>GPT by <c>atelier forward</c>.</summary>
internal sealed class GptForward : IForwardKind
{
    public string Name => "gpt";

    public IReadOnlyList<string> Functions { get; } =
    [
        "logits  idx [n,t] i64  ->  logits [n,t,v]",
        "greedy  prompt [n,t] i64, steps i64  ->  tokens [n,t+steps] i64",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => GptFile.Recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var noGrad = no_grad();
        using var model = GptFile.Load(files);
        model.to(device);
        if (fast)
        {
            model.ToBFloat16();
        }

        var tokens = input(function == "logits" ? "idx" : "prompt");
        if (tokens.ndim != 2 || tokens.dtype != ScalarType.Int64 || tokens.min().ToDouble() < 0
            || tokens.max().ToDouble() >= model.Options.VocabularySize)
        {
            throw new CommandLineException(
                $"{tokens} are no tokens of this GPT: i64 [n, t] from 0 to {model.Options.VocabularySize - 1} are needed.");
        }

        if (function == "logits")
        {
            return tokens.size(1) <= model.Options.BlockSize
                ? [("logits", model.forward(tokens))]
                : throw new CommandLineException($"{tokens.size(1)} tokens do not fit into this GPT's block of {model.Options.BlockSize}.");
        }

        using var random = new Generator(0);
        return [("tokens", GptSampler.Generate(model, tokens, (int)input("steps").ToDouble(), Sampling.Greedy, random))];
    }
}
