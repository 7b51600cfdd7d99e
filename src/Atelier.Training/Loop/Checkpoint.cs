using System.Globalization;
using Atelier.Core;
using Atelier.Torch.WeightFiles;

namespace Atelier.Training.Loop;

/// <summary>Everything needed to resume a run exactly: weights, averages, optimizer moments, the random state and the step. One safetensors
/// file, written atomically.</summary>
internal sealed class Checkpoint(string path, ILearner learner, Generator random)
{
    private const string RandomState = "random";

    public void Save(long step)
    {
        using var scope = NewDisposeScope();
        var counters = new Dictionary<string, string> { ["step"] = step.ToString(CultureInfo.InvariantCulture) };
        foreach (var module in learner.Modules)
        {
            counters[$"{module.Name}/steps"] = module.Optimizer.Steps.ToString(CultureInfo.InvariantCulture);
        }

        SafeTensors.Write(
            path,
            Parameters().Concat(learner.Modules.SelectMany(Moments)).Append(KeyValuePair.Create(RandomState, random.get_state())),
            counters);
    }

    /// <summary>Restores everything and returns the steps done.</summary>
    /// <exception cref="ModelFileException">The file is damaged or belongs to another recipe.</exception>
    public long Load()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var stored = SafeTensors.Read(path, out var counters);
        foreach (var (name, tensor) in Parameters())
        {
            tensor.copy_(
                stored.TryGetValue(name, out var found) && found.Shape.SequenceEqual(tensor.shape) ? found.Read() : throw Mismatch(name));
        }

        foreach (var module in learner.Modules)
        {
            var prefix = module.Name + "/moments/";
            module.Optimizer.Restore(
                Counter(module.Name + "/steps"), stored.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(pair => KeyValuePair.Create(pair.Key[prefix.Length..], pair.Value.Read())));
        }

        random.set_state((stored.GetValueOrDefault(RandomState) ?? throw Mismatch(RandomState)).Read());
        return Counter("step");

        long Counter(string name) =>
            long.TryParse(counters.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var count) ? count : throw Mismatch(name);
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Moments(TrainableModule module) =>
        module.Optimizer.State.Select(pair => KeyValuePair.Create($"{module.Name}/moments/{pair.Key}", pair.Value));

    // tensors that exist from the first step on, unlike the moments
    private IEnumerable<KeyValuePair<string, Tensor>> Parameters() => learner.Modules
        .SelectMany(
            module => module.Network.state_dict().Select(pair => KeyValuePair.Create($"{module.Name}/weights/{pair.Key}", pair.Value))
                .Concat(module.Ema?.Values.Select(pair => KeyValuePair.Create($"{module.Name}/average/{pair.Key}", pair.Value)) ?? []))
        .Concat(learner.State.Select(pair => KeyValuePair.Create("state/" + pair.Key, pair.Value)));

    private ModelFileException Mismatch(string name) =>
        new($"{path} has no {name} of the right shape: it is the checkpoint of another recipe.");
}
