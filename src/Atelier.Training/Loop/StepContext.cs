using Atelier.Torch.Distributed;

namespace Atelier.Training.Loop;

/// <summary>Where in the run a loss is computed.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Total">Steps planned.</param>
/// <param name="MicroBatch">Index within the accumulated batch.</param>
/// <param name="Group">The processes that share the batch.</param>
/// <param name="Random">The random generator; checkpoints keep its state.</param>
/// <param name="Metrics">Collects metrics for the log.</param>
public sealed record StepContext(long Step, long Total, int MicroBatch, IProcessGroup Group, Generator Random, Metrics Metrics);
