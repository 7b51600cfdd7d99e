using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Diffusion.Pipeline;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Diffusion;

/// <summary>A diffusion model that is tuned towards words, in a recipe: <c>model: {kind: diffusion-clip, start, clip, source, target,
/// pictures, strength, inversion_steps, steps}</c> and <c>loss: {direction, identity}</c>.</summary>
/// <param name="Start">The run of a <c>diffusion</c> recipe.</param>
/// <param name="Clip">The CLIP that compares.</param>
/// <param name="Source">Words for the pictures as they are.</param>
/// <param name="Target">Words for what they shall become.</param>
/// <param name="Pictures">How many pictures are inverted and trained on: the first.</param>
/// <param name="Strength">How far they are inverted, the paper's t0: a share of the timesteps.</param>
/// <param name="InversionSteps">Steps of the inversion, the paper's S_for.</param>
/// <param name="Steps">Steps of the generation in training, the paper's S_gen.</param>
/// <param name="Direction">Weight of the directional loss.</param>
/// <param name="Identity">Weight of the absolute difference from the original picture.</param>
/// <param name="Optimiser">The optimizer.</param>
internal sealed record DiffusionClipOptions(
    ModelReference Start,
    ModelReference Clip,
    string Source,
    string Target,
    int Pictures,
    double Strength,
    int InversionSteps,
    int Steps,
    double Direction,
    double Identity,
    OptimiserOptions Optimiser) : ILearnerOptions
{
    private const int MostSteps = 999; // as many as there are timesteps

    public static DiffusionClipOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var (model, loss) = (root.Section("model"), root.Section("loss"));
        return new(
            ModelReference.Read(model, "start") ?? throw model.Error("start", "the run of a diffusion recipe is needed, which is tuned"),
            ModelReference.Read(model, "clip") ?? throw model.Error("clip", "a CLIP is needed, which compares pictures with words"),
            model.String("source"),
            model.String("target"),
            model.Int("pictures", 48, 1, 100_000),
            model.Double("strength", 0.5, 0.01, 1),
            model.Int("inversion_steps", 40, 1, MostSteps),
            model.Int("steps", 6, 1, MostSteps),
            loss.Double("direction", 1),
            loss.Double("identity", 0.3),
            OptimiserOptions.Read(root.Section("optimiser"), new() { LearningRate = 2e-5 }));
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        using var stack = new ExitStack();
        if (data.Channels != 3)
        {
            throw data.Channels.Error("a diffusion model is of colour pictures: 3 is needed");
        }

        var direction = stack.Push(Clip.Load(files => new DirectionalLoss(ClipPipeline.Load(files, random.device), Source, Target)));
        var source = stack.Push(Start.Load(files => LoadStart(files, random.device)));
        var tuned = stack.Push(Start.Load(files => LoadStart(files, random.device)));
        if (source.Defaults.Side != data.Size)
        {
            throw data.Size.Error($"{source.Defaults.Side} is needed, the size of model.start");
        }

        source.Unet.Format = tuned.Unet.Format = new(training.IsBf16);

        using var train = data.Open(DataSplit.Train);
        var pictures = DataLoader.InOrder(train, data, Pictures, training.Batch, skipped: null)
            .Select(batch => batch with { Device = random.device });
        return stack.PopAll(new DiffusionClipLearner(source, tuned, direction, this, pictures, training.EmaDecay));
    }

    /// <summary>Copies what a model folder of the tuned model needs: all of the model that it started as, but its weights.</summary>
    public void CopyStart(string folder)
    {
        var files = ModelFiles.Find(Start.Path);
        foreach (var part in new[] { "codec", "text_encoder" }.Where(part => Directory.Exists(Path.Combine(files.Folder, part))))
        {
            foreach (var file in Directory.GetFiles(Path.Combine(files.Folder, part)))
            {
                AtomicFile.Write(Path.Combine(folder, part, Path.GetFileName(file)), File.ReadAllBytes(file));
            }
        }

        AtomicFile.Write(Path.Combine(folder, Path.GetFileName(files.Config.Where)), File.ReadAllBytes(files.Config.Where));
    }

    private static DiffusionPipeline LoadStart(ModelFiles files, Device device) => files.Config.String("kind") == "diffusion"
        ? DiffusionPipeline.Load(files.Folder, new() { Device = device })
        : throw new ModelFileException($"{files.Weights} is no model of a diffusion recipe.");
}
