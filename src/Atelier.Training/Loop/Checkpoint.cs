using System.Globalization;
using Atelier.Core;
using Atelier.Torch.WeightFiles;

namespace Atelier.Training.Loop;

/// <summary>Everything needed to go on with a run exactly: weights, averages, moments, chance, the step. One
/// safetensors file, whole or not there at all.</summary>
internal sealed class Checkpoint(string path, ILearner learner, Generator random)
{
    private const string Chance = "random";

    public bool Exists => File.Exists(path);

    public void Save(long step)
    {
        using var scope = NewDisposeScope();
        var numbers = new Dictionary<string, string> { ["step"] = step.ToString(CultureInfo.InvariantCulture) };
        foreach (var player in learner.Players)
        {
            numbers[$"{player.Name}/steps"] = player.Optimizer.Steps.ToString(CultureInfo.InvariantCulture);
        }

        SafeTensors.Write(
            path, Places().Concat(learner.Players.SelectMany(Moments)).Append(KeyValuePair.Create(Chance, random.get_state())), numbers);
    }

    /// <summary>Puts everything back; returns the steps done.</summary>
    /// <exception cref="UserException">The file is broken, or of another run.</exception>
    public long Load()
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var stored = SafeTensors.Read(path, out var numbers);
        foreach (var (name, tensor) in Places())
        {
            tensor.copy_(
                stored.TryGetValue(name, out var found) && found.Shape.SequenceEqual(tensor.shape) ? found.Read() : throw Foreign(name));
        }

        foreach (var player in learner.Players)
        {
            var prefix = player.Name + "/moments/";
            player.Optimizer.Restore(
                Number(player.Name + "/steps"), stored.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(pair => KeyValuePair.Create(pair.Key[prefix.Length..], pair.Value.Read())));
        }

        random.set_state((stored.GetValueOrDefault(Chance) ?? throw Foreign(Chance)).Read());
        return Number("step");

        long Number(string name) =>
            long.TryParse(numbers.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : throw Foreign(name);
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Moments(Player player) =>
        player.Optimizer.State.Select(pair => KeyValuePair.Create($"{player.Name}/moments/{pair.Key}", pair.Value));

    // the tensors that are there from the beginning
    private IEnumerable<KeyValuePair<string, Tensor>> Places() => learner.Players
        .SelectMany(
            player => player.Network.state_dict().Select(pair => KeyValuePair.Create($"{player.Name}/weights/{pair.Key}", pair.Value))
                .Concat(player.Average?.Values.Select(pair => KeyValuePair.Create($"{player.Name}/average/{pair.Key}", pair.Value)) ?? []))
        .Concat(learner.State.Select(pair => KeyValuePair.Create("state/" + pair.Key, pair.Value)));

    private UserException Foreign(string name) => new($"{path} has no {name} of the right shape: it is the checkpoint of another recipe.");
}
