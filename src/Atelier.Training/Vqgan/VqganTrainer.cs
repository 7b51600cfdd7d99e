using System.Diagnostics;
using Atelier.Models.Vqgan;
using Atelier.Nn;
using Atelier.Nn.Optimisation;
using Atelier.Nn.WeightFiles;
using Atelier.Tensors;
using Atelier.Training.Data;

namespace Atelier.Training.Vqgan;

/// <summary>Trains a VQGAN on glyphs: pixel and edge reconstruction, codebook and commitment loss, dead entries revived.</summary>
public sealed class VqganTrainer(VqganRecipe recipe, GlyphSet set, string folder, Device? device = null)
{
    /// <summary>Trains until the recipe's last step or until cancelled; a checkpoint is written first either way.</summary>
    public void Run(IProgress<TrainingStep> progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        using var random = new RandomGenerator(recipe.Seed, device);
        using var model = new VqganModel(Weights.Fresh(random), recipe.Model) { ComputeInBFloat16 = recipe.BFloat16 };
        using var average = new ExponentialMovingAverage(model.Parameters, 0.998);
        using var optimizer = new Adam(model.Parameters.Trained, recipe.LearningRate, AdamVariant.AdamW, beta1: 0.9, beta2: 0.99, weightDecay: 1e-4);
        using var usage = new CodebookUsage(recipe.Model.CodebookSize, model.Device);
        var state = new TrainingState(model.Parameters, average, optimizer, new Dictionary<string, Tensor> { ["usage"] = usage.State });
        var checkpoint = Path.Combine(folder, "state.safetensors");
        var step = File.Exists(checkpoint) ? state.Load(checkpoint) : 0;
        var log = new TrainingLog(Path.Combine(folder, "log.csv"));
        var sampler = new GlyphSampler(set, new GlyphSplit(recipe.Split).Train(set), recipe.Seed, recipe.Size);
        using var batches = new GlyphBatches(sampler, recipe.BatchSize, step);
        var clock = Stopwatch.StartNew();
        for (; step < recipe.Steps && !cancel.IsCancellationRequested; step++)
        {
            using var scope = TensorScope.Enter();
            optimizer.LearningRate = recipe.LearningRate * Schedule.WarmupCosine(step, 50, recipe.Steps, 0.02);
            var losses = Step(model, usage, batches.Next().ToTensor().To(model.Device), step);
            GradientClipping.ByNorm(model.Parameters.Trained, 1);
            optimizer.Step();
            model.Parameters.ClearGradients();
            average.Update(step);
            if ((step + 1) % 20 == 0)
            {
                losses["pictures_per_second"] = 20 * recipe.BatchSize / clock.Elapsed.TotalSeconds;
                losses["perplexity"] = usage.Perplexity();
                clock.Restart();
                var report = new TrainingStep(step + 1, recipe.Steps, losses);
                log.Write(report);
                progress.Report(report);
            }

            if ((step + 1) % recipe.SaveEvery == 0)
            {
                state.Save(checkpoint, step + 1);
                SafeTensors.Write(Path.Combine(folder, "model.safetensors"), average.Values);
            }
        }

        state.Save(checkpoint, step);
        SafeTensors.Write(Path.Combine(folder, "model.safetensors"), average.Values);
    }

    private Dictionary<string, double> Step(VqganModel model, CodebookUsage usage, Tensor pictures, long step)
    {
        var x = (pictures * 2) - 1;                                         // [b, 3, h, w]
        var latent = model.EncodeLatent(x);                                 // [b, e, h / f, w / f]
        var quantise = step >= recipe.QuantiseAfter;
        using var random = new RandomGenerator((recipe.Seed * 1_000_003) + (ulong)step, model.Device);
        if (quantise && (step == recipe.QuantiseAfter || (step % 50 == 0 && step < recipe.Steps * 0.8)))
        {
            usage.Revive(model.Quantizer.Codebook, latent.Detach(), random, rare: step == recipe.QuantiseAfter ? 0.5 : 30);
        }

        var quantized = model.Quantizer.Forward(latent);
        var picture = model.Decode(quantise ? quantized.Latent : latent);
        var error = picture - x;
        var (absolute, squared) = (error.Abs().Mean(), error.Square().Mean());
        var edges = Edges(error);
        var loss = absolute + (squared * 2) + (edges * 0.5);
        if (quantise)
        {
            loss = loss + quantized.Loss;
            usage.Update(quantized.Indices);
        }

        loss.Backward();
        return new()
        {
            ["loss"] = loss.Item(),
            ["absolute"] = absolute.Item(),
            ["psnr"] = -10 * Math.Log10(squared.Item() / 4),
            ["edges"] = edges.Item(),
            ["codebook"] = quantized.Loss.Item(),
        };
    }

    // differences of neighbours: what blur gets wrong
    private static Tensor Edges(Tensor error)
    {
        var (h, w) = (error.Size(2), error.Size(3));
        var across = (error.Narrow(3, 1, w - 1) - error.Narrow(3, 0, w - 1)).Abs().Mean();
        var down = (error.Narrow(2, 1, h - 1) - error.Narrow(2, 0, h - 1)).Abs().Mean();
        return across + down;
    }
}
