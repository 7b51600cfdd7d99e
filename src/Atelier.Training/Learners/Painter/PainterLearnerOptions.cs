using Atelier.Models.Painter;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Painter;

/// <summary>A painter in a recipe: <c>model: {kind: painter, width, heads, encoder_layers, decoder_layers, feed_forward, strokes}</c>,
/// <c>loss: {pixel, stroke, wasserstein, decision}</c>; its data are strokes.</summary>
/// <param name="Model">The network's sizes.</param>
/// <param name="Pixel">Weight of the L1 pixel loss.</param>
/// <param name="Stroke">Weight of the L1 loss of matched strokes' parameters.</param>
/// <param name="Wasserstein">Weight of the Wasserstein loss of matched strokes.</param>
/// <param name="Decision">Weight of the decision loss.</param>
/// <param name="Optimiser">The optimizer.</param>
internal sealed record PainterLearnerOptions(
    PainterOptions Model, double Pixel, double Stroke, double Wasserstein, double Decision, OptimiserOptions Optimiser) : ILearnerOptions
{
    public static PainterLearnerOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var (model, loss, defaults) = (root.Section("model"), root.Section("loss"), new PainterOptions());
        var options = new PainterOptions
        {
            Width = model.Int("width", defaults.Width, 8, 4096),
            Heads = model.Int("heads", defaults.Heads, 1, 64),
            EncoderLayers = model.Int("encoder_layers", defaults.EncoderLayers, 1, 64),
            DecoderLayers = model.Int("decoder_layers", defaults.DecoderLayers, 1, 64),
            FeedForward = model.Size("feed_forward", defaults.FeedForward),
            Strokes = model.Int("strokes", defaults.Strokes, 1, 64),
        };
        return options.Width % (2 * options.Heads) == 0
            ? new(
                options,
                loss.Double("pixel", 10),
                loss.Double("stroke", 1),
                loss.Double("wasserstein", 10),
                loss.Double("decision", 2),
                OptimiserOptions.Read(root.Section("optimiser")))
            : throw model.Error("width", $"a multiple of twice the {options.Heads} heads is needed");
    }

    public ILearner Create(
        DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group) =>
        new PainterLearner(
            new(Weights.Fresh(random, group), Model) { Format = new(BFloat16: training.IsBf16) },
            this,
            training.EmaDecay,
            random.device);
}
