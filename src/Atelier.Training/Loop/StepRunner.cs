using Atelier.Torch.Distributed;
using Atelier.Torch.Process;
using Atelier.Training.Data;

namespace Atelier.Training.Loop;

/// <summary>Takes the steps of a learner: loss, backward and optimizer step of each of its modules.</summary>
internal sealed class StepRunner(
    ILearner learner, TrainingOptions options, Device device, IProcessGroup group, Generator random, Metrics metrics)
{
    /// <summary>Updates every module in turn, all on the same batches.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="nextBatch">Gives the next batch.</param>
    public void Run(long step, Func<PictureBatch> nextBatch)
    {
        using var scope = NewDisposeScope();
        for (var innerStep = 0; innerStep < learner.InnerSteps; innerStep++)
        {
            using var inner = NewDisposeScope();
            PictureBatch[] batches = [.. Enumerable.Range(0, options.Accumulate).Select(_ => nextBatch() with { Device = device })];
            foreach (var module in learner.Modules.Where(module => module.InnerStep is null || module.InnerStep == innerStep))
            {
                Update(module, batches, step);
            }
        }

        learner.OnStepEnd(ContextOf(step, 0));
        HeapMemory.FreeScalars();
    }

    // gradients of the other modules are not needed, so they are not computed
    private void Update(TrainableModule module, PictureBatch[] batches, long step)
    {
        foreach (var other in learner.Modules)
        {
            other.SetRequiresGrad(other == module);
        }

        for (var i = 0; i < batches.Length; i++)
        {
            using var scope = NewDisposeScope();
            var loss = learner.Loss(module, batches[i], ContextOf(step, i));
            if (loss.requires_grad)
            {
                (loss / batches.Length).backward();
            }
        }

        var norm = module.OptimizerStep(step, options.Steps, options.MaxGradientNorm, group);
        if (options.MaxGradientNorm > 0)
        {
            metrics[module.Name + "_gradient"] = norm;
        }
    }

    private StepContext ContextOf(long step, int microBatch) => new(step, options.Steps, microBatch, group, random, metrics);
}
