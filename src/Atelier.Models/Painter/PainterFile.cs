using Atelier.Core;

namespace Atelier.Models.Painter;

/// <summary>Loads a painter from Paint Transformer's <c>model.pth</c> or a model folder.</summary>
public static class PainterFile
{
    /// <summary>True when the keys are a painter's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("linear_decider.weight") && stored.ContainsKey("enc_canvas.1.weight");

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken, is no painter, or does not fit its configuration.</exception>
    public static PainterModel Load(ModelFiles files)
    {
        var stored = files.Open();
        var options = PainterOptions.FromWeights(stored, files.Weights);
        options = options with { Heads = files.Config.Integer("n_heads") ?? options.Heads };
        if (options.Heads < 1 || options.Width % options.Heads != 0)
        {
            throw new ModelFileException($"{files.Weights}: a width of {options.Width} cannot be split among {options.Heads} heads.");
        }

        var model = new PainterModel(Weights.From(stored, files.Weights), options);
        return model.Freeze();
    }
}
