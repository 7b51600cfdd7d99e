using System.Text;
using System.Text.Json;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Torch.WeightFiles;

namespace Atelier.Training.Loop;

/// <summary>The folder of a training run. Of several processes only the main one writes.</summary>
internal sealed class TrainingFolder(string path, bool isMain)
{
    public string Path => path;

    public string RecipePath => System.IO.Path.Combine(path, "recipe.yaml");

    public string CheckpointPath => System.IO.Path.Combine(path, "checkpoint.safetensors");

    /// <exception cref="ModelFileException">There is no checkpoint.</exception>
    public void RequireCheckpoint(string purpose)
    {
        if (!File.Exists(CheckpointPath))
        {
            throw new ModelFileException($"There is nothing to {purpose} in {path}: it holds no checkpoint.");
        }
    }

    /// <exception cref="OutputException">There is a run already.</exception>
    public void RequireNoRun()
    {
        if (File.Exists(CheckpointPath))
        {
            throw new OutputException($"{path} holds a run already: resume that one, or choose another folder.");
        }
    }

    /// <summary>Locks the folder against other processes; null on other ranks.</summary>
    public OwnerLock? Lock() => isMain ? OwnerLock.AcquireFolder(path) : null;

    /// <summary>Removes what a killed run left half written, and keeps a copy of the recipe.</summary>
    public void Claim(string recipe)
    {
        if (!isMain)
        {
            return;
        }

        if (File.Exists(RecipePath))
        {
            AtomicFile.DiscardUnfinished(path);
        }

        AtomicFile.Write(RecipePath, Encoding.UTF8.GetBytes(recipe));
    }

    /// <summary>Writes the checkpoint and the model as it is.</summary>
    public void Save(ILearner learner, Checkpoint checkpoint, long step)
    {
        if (isMain)
        {
            checkpoint.Save(step);
            SafeTensors.Write(System.IO.Path.Combine(path, "model.safetensors"), learner.Modules[0].FinalWeights);
            learner.WriteConfig(path);
        }
    }

    /// <summary>Writes the final metrics, <c>figures.json</c>.</summary>
    public void SaveMetrics(IReadOnlyDictionary<string, double> metrics) =>
        AtomicFile.Write(System.IO.Path.Combine(path, "figures.json"), JsonSerializer.SerializeToUtf8Bytes(metrics));
}
