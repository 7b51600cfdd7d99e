using System.Diagnostics;
using Atelier.Media.Brushes;
using Atelier.Models.Painter;
using Atelier.Nn;
using Atelier.Nn.Optimisation;
using Atelier.Nn.WeightFiles;
using Atelier.Tensors;
using Atelier.Training.Evaluation;

namespace Atelier.Training.Painter;

/// <summary>Trains a painter without any data: it is to find the strokes that were painted by chance.</summary>
public sealed class PainterTrainer(PainterRecipe recipe, string folder)
{
    private const int ReportEvery = 50;
    private const int HeldOut = 192; // patches

    /// <summary>The lying brush that training paints with, [1, 1, 24, 48]: the mean of several marks of flat bristles.</summary>
    public static Tensor Brush()
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(Enumerable.Range(1, 6).Select(seed => BrushMaker.Bristle((uint)seed).Halved()!.Halved()!.ToTensor() / 6).Aggregate((sum, mark) => sum + mark));
    }

    /// <summary>Trains until the recipe's last step or until cancelled; a checkpoint is written first either way.</summary>
    public void Run(IProgress<TrainingStep> progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        using var random = new RandomGenerator(recipe.Seed);
        using var model = new PainterModel(Weights.Fresh(random), recipe.Model) { ComputeInBFloat16 = recipe.BFloat16, Training = true };
        using var average = new ExponentialMovingAverage(model.Parameters, 0.998);
        using var optimizer = new Adam(model.Parameters.Trained, recipe.LearningRate, AdamVariant.AdamW, weightDecay: recipe.WeightDecay);
        using var brush = Brush().Persist();
        var world = new StrokeWorld(brush, recipe.Model.Strokes);
        var state = new TrainingState(model.Parameters, average, optimizer);
        var checkpoint = Path.Combine(folder, "state.safetensors");
        var step = File.Exists(checkpoint) ? state.Load(checkpoint) : 0;
        var log = new TrainingLog(Path.Combine(folder, "log.csv"));
        var clock = Stopwatch.StartNew();
        for (; step < recipe.Steps && !cancel.IsCancellationRequested; step++)
        {
            using var scope = TensorScope.Enter();
            using var chance = new RandomGenerator((recipe.Seed << 32) + (ulong)step); // each step its own: a resumed run sees the same
            optimizer.LearningRate = recipe.LearningRate * Schedule.WarmupCosine(step, 300, recipe.Steps, 0.02);
            var examples = world.Make(recipe.BatchSize, chance);
            var (shapes, decisions) = model.Predict(examples.Target, examples.Canvas);
            var losses = StrokeLoss.Compare(shapes, decisions, examples, brush);
            ((losses.Pixel * recipe.PixelWeight) + (losses.Stroke * recipe.StrokeWeight) + (losses.Wasserstein * recipe.WassersteinWeight) + (losses.Decision * recipe.DecisionWeight)).Backward();
            GradientClipping.ByNorm(model.Parameters.Trained, 1);
            optimizer.Step();
            model.Parameters.ClearGradients();
            average.Update(step);
            if ((step + 1) % ReportEvery == 0)
            {
                var pace = ReportEvery * recipe.BatchSize / clock.Elapsed.TotalSeconds;
                model.Training = false;
                var held = StrokeQuality.Measure(model, HeldOut, published: false);
                model.Training = true;
                var report = new TrainingStep(step + 1, recipe.Steps, new Dictionary<string, double>
                {
                    ["pixel"] = losses.Pixel.Item(),
                    ["held_pixel"] = held.Pixel,
                    ["held_stroke"] = held.Stroke,
                    ["held_wasserstein"] = held.Wasserstein,
                    ["held_decision"] = held.Decision,
                    ["patches_per_second"] = pace,
                });
                clock.Restart();
                log.Write(report);
                progress.Report(report);
            }

            if ((step + 1) % recipe.SaveEvery == 0)
            {
                Save(step + 1);
            }
        }

        Save(step);

        void Save(long done)
        {
            state.Save(checkpoint, done);
            SafeTensors.Write(Path.Combine(folder, "model.safetensors"), average.Values);
        }
    }
}
