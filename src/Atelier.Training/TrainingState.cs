using System.Text.Json;
using Atelier.Nn;
using Atelier.Nn.Optimisation;
using Atelier.Nn.WeightFiles;
using Atelier.Tensors;

namespace Atelier.Training;

/// <summary>Everything needed to go on with a run: weights, their moving average, the optimiser's moments, the step. One
/// safetensors file, written to a temporary name first.</summary>
public sealed class TrainingState(ParameterSet parameters, ExponentialMovingAverage average, Optimizer optimizer, IReadOnlyDictionary<string, Tensor>? extra = null)
{
    /// <summary>Writes the state.</summary>
    public void Save(string path, long step)
    {
        var tensors = parameters.All.Select(parameter => KeyValuePair.Create("weights/" + parameter.Name, parameter.Value))
            .Concat(average.Values.Select(pair => KeyValuePair.Create("average/" + pair.Key, pair.Value)))
            .Concat(optimizer.State.Select(pair => KeyValuePair.Create("optimizer/" + pair.Key, pair.Value)))
            .Concat((extra ?? new Dictionary<string, Tensor>()).Select(pair => KeyValuePair.Create("extra/" + pair.Key, pair.Value)));
        SafeTensors.Write(path, tensors, new Dictionary<string, string> { ["step"] = JsonSerializer.Serialize(step) });
    }

    /// <summary>Reads a state back; returns the step it was saved after.</summary>
    /// <exception cref="UserException">The file is broken, or of another network.</exception>
    public long Load(string path)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var stored = SafeTensors.Read(path, out var metadata);
        Tensor Read(string key) => stored.TryGetValue(key, out var tensor) ? tensor.Read() : throw new UserException($"{path} has no {key}: it is the state of another run.");

        foreach (var parameter in parameters.All)
        {
            parameter.Value.CopyInPlace(Read("weights/" + parameter.Name));
            average.Values[parameter.Name].CopyInPlace(Read("average/" + parameter.Name));
        }

        foreach (var (name, tensor) in extra ?? new Dictionary<string, Tensor>())
        {
            tensor.CopyInPlace(Read("extra/" + name));
        }

        var step = JsonSerializer.Deserialize<long>(metadata["step"]);
        optimizer.Restore(step, stored.Where(pair => pair.Key.StartsWith("optimizer/", StringComparison.Ordinal)).Select(pair => KeyValuePair.Create(pair.Key["optimizer/".Length..], pair.Value.Read())));
        return step;
    }
}
