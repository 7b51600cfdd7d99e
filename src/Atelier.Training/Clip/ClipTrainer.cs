using System.Diagnostics;
using Atelier.Models.Clip;
using Atelier.Nn;
using Atelier.Nn.Optimisation;
using Atelier.Nn.WeightFiles;
using Atelier.Tensors;
using Atelier.Training.Data;

namespace Atelier.Training.Clip;

/// <summary>Trains a CLIP on captioned glyphs: each picture is to find its caption among the batch
/// and among as many captions with one thing untrue, and each caption its picture.</summary>
public sealed class ClipTrainer(ClipRecipe recipe, GlyphSet set, string folder, Device? device = null)
{
    /// <summary>Trains until the recipe's last step or until cancelled; a checkpoint is written first either way.</summary>
    public void Run(IProgress<TrainingStep> progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var split = new GlyphSplit(recipe.Split);
        var trained = split.Train(set);
        var sampler = new GlyphSampler(set, trained, recipe.Seed, recipe.Model.Resolution);
        var vocabulary = Vocabulary(trained);
        var tokenizer = new Tokenizer(vocabulary, recipe.Model.ContextLength);
        using var random = new RandomGenerator(recipe.Seed, device);
        var options = recipe.Model with { VocabularySize = vocabulary.Size };
        using var model = new ClipModel(Weights.Fresh(random), options) { ComputeInBFloat16 = recipe.BFloat16, Training = true };
        using var average = new ExponentialMovingAverage(model.Parameters, 0.998);
        using var optimizer = new Adam(model.Parameters.Trained, recipe.LearningRate, AdamVariant.AdamW, beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: recipe.WeightDecay);
        var state = new TrainingState(model.Parameters, average, optimizer);
        var checkpoint = Path.Combine(folder, "state.safetensors");
        var step = File.Exists(checkpoint) ? state.Load(checkpoint) : 0;
        var log = new TrainingLog(Path.Combine(folder, "log.csv"));
        using var batches = new GlyphBatches(sampler, recipe.BatchSize, step);
        var clock = Stopwatch.StartNew();
        for (; step < recipe.Steps && !cancel.IsCancellationRequested; step++)
        {
            using var scope = TensorScope.Enter();
            optimizer.LearningRate = recipe.LearningRate * Schedule.WarmupCosine(step, 100, recipe.Steps, 0.01);
            var (loss, accuracy) = Step(model, tokenizer, batches.Next());
            GradientClipping.ByNorm(model.Parameters.Trained, 1);
            optimizer.Step();
            model.Parameters.ClearGradients();
            average.Update(step);
            if ((step + 1) % 20 == 0)
            {
                var report = new TrainingStep(step + 1, recipe.Steps, new Dictionary<string, double>
                {
                    ["loss"] = loss,
                    ["accuracy"] = accuracy,
                    ["pictures_per_second"] = 20 * recipe.BatchSize / clock.Elapsed.TotalSeconds,
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

    private static (double Loss, double Accuracy) Step(ClipModel model, Tokenizer tokenizer, GlyphBatch batch)
    {
        var samples = batch.Samples;
        var image = model.EncodeImage(batch.ToTensor().To(model.Device));                    // [n, e]
        var text = model.EncodeText(tokenizer.Tokenize([.. samples.Select(sample => sample.Caption), .. samples.Select(sample => sample.Wrong)])); // [2 n, e]
        var logits = model.Logits(image, text);                                              // [n, 2 n]
        var match = Tensor.Range(samples.Length, model.Device);
        var loss = (Functional.CrossEntropy(logits, match) + Functional.CrossEntropy(logits.Narrow(1, 0, samples.Length).Transpose(0, 1), match)) / 2;
        loss.Backward();
        return (loss.Item(), logits.Detach().ArgMax(1).EqualTo(match).To(DType.Float32).Mean().Item());
    }

    // learnt once from captions of the data, then kept beside the weights
    private BytePairVocabulary Vocabulary(Glyph[] trained)
    {
        var path = Path.Combine(folder, "vocabulary.txt");
        if (!File.Exists(path))
        {
            var words = new Dictionary<string, int>();
            var sampler = new GlyphSampler(set, trained, recipe.Seed ^ 0xB9E, 8);
            foreach (var word in Enumerable.Range(0, 30_000).SelectMany(k => Tokenizer.Words(sampler.Make(k).Caption)).Concat(set.Glyphs.SelectMany(glyph => Tokenizer.Words(glyph.Concept))))
            {
                words[word] = words.GetValueOrDefault(word) + 1;
            }

            BytePairVocabulary.Learn(words, recipe.Merges).Save(path);
        }

        return BytePairVocabulary.Load(path);
    }
}
