using Atelier.Models.Painter;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Painter;

/// <summary>A painter in a recipe: <c>model: {kind: painter, width, heads, encoder_layers, decoder_layers, feed_forward, strokes}</c>,
/// <c>loss: {pixel, stroke, wasserstein, decision}</c>; its data are strokes.</summary>
/// <param name="Model">The network's sizes.</param>
/// <param name="Pixel">Weight of the painted patch's mean difference.</param>
/// <param name="Stroke">Weight of the mean difference of matched strokes' numbers.</param>
/// <param name="Wasserstein">Weight of the matched strokes' Wasserstein distance.</param>
/// <param name="Decision">Weight of the decisions.</param>
/// <param name="Optimiser">How it changes.</param>
internal sealed record PainterLearnerOptions(
    PainterOptions Model, double Pixel, double Stroke, double Wasserstein, double Decision, OptimiserOptions Optimiser) : ILearnerOptions
{
    public static PainterLearnerOptions Read(RecipeSection root, TrainingOptions training)
    {
        var (model, loss, usual) = (root.Section("model"), root.Section("loss"), new PainterOptions());
        var options = new PainterOptions
        {
            Width = model.Whole("width", usual.Width, 8, 4096),
            Heads = model.Whole("heads", usual.Heads, 1, 64),
            EncoderLayers = model.Whole("encoder_layers", usual.EncoderLayers, 1, 64),
            DecoderLayers = model.Whole("decoder_layers", usual.DecoderLayers, 1, 64),
            FeedForward = model.Size("feed_forward", usual.FeedForward),
            Strokes = model.Whole("strokes", usual.Strokes, 1, 64),
        };
        return options.Width % (2 * options.Heads) == 0
            ? new(
                options,
                loss.Number("pixel", 10),
                loss.Number("stroke", 1),
                loss.Number("wasserstein", 10),
                loss.Number("decision", 2),
                OptimiserOptions.Read(root.Section("optimiser")))
            : throw model.Wrong("width", $"a multiple of twice the {options.Heads} heads is needed");
    }

    public ILearner Create(
        DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group) =>
        new PainterLearner(
            new(Weights.Fresh(random, group), Model) { Format = new(BFloat16: training.Precision == Precision.Bf16) },
            this,
            training.Average,
            random.device);
}
