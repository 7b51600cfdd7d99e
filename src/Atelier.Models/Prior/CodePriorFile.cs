using Atelier.Core;

namespace Atelier.Models.Prior;

/// <summary>Loads a <see cref="CodePrior"/> from a model folder.</summary>
public static class CodePriorFile
{
    /// <summary>Requires that a model folder holds a prior, without loading it.</summary>
    /// <exception cref="ModelFileException">It does not.</exception>
    public static void Require(ModelFiles files)
    {
        if (!files.Open().ContainsKey("transformer.tok_emb.weight"))
        {
            var kind = files.Config.String("kind") is { } name ? $", but a model of the kind {name}" : "";
            throw new ModelFileException($"{files.Folder} holds no prior over codes{kind}.");
        }
    }

    /// <summary>Loads the network, frozen, in fp32; <c>config.json</c> gives <c>n_head</c>, <c>side</c> and <c>codes</c>.</summary>
    /// <exception cref="ModelFileException">The folder is broken or holds no prior.</exception>
    public static CodePrior Load(ModelFiles files, Device? device = null)
    {
        Require(files);
        var stored = files.Open();
        int Required(string key) =>
            files.Config.Integer(key)
                ?? throw new ModelFileException($"{files.Folder} holds no prior: its config.json does not say {key}.");
        var bare = stored.Where(pair => pair.Key.StartsWith("transformer.", StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key["transformer.".Length..], pair => pair.Value);
        var gpt = GptOptions.FromWeights(bare, Required("n_head"), files.Weights);
        var feature = stored.TryGetValue("condition.weight", out var projection) ? (int)projection.Shape[1] : 0;
        var (codes, side) = (Required("codes"), Required("side"));
        var tokens = feature > 0 ? 0 : gpt.VocabularySize - codes; // of classes
        var named = files.Config.Strings("classes").Count;
        var anyClass = named > 1 && tokens == named + 1;
        var classes = anyClass ? named : tokens;
        var model = new CodePrior(Weights.From(stored, files.Weights), new()
        {
            Gpt = gpt,
            Codes = codes,
            Side = side,
            Classes = classes > 1 ? classes : 0,
            HasNullClass = anyClass,
            HasClassHead = files.Config.Boolean("tells_class"),
            FeatureWidth = feature,
        });
        return model.Freeze().to(device ?? CPU);
    }
}
