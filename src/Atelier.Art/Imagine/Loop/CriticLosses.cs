namespace Atelier.Art.Imagine.Loop;

/// <summary>What critics say of several pictures at once. n cut-outs of a picture, e embedding width.</summary>
internal static class CriticLosses
{
    /// <summary>The random generator of a step of a run: a step depends on nothing before it, so that a resumed run equals an
    /// uninterrupted one.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">Steps before.</param>
    /// <param name="device">Where.</param>
    public static Generator Random(ulong seed, int step, Device device) =>
        new DeviceGenerator((seed * 1_000_003) + (ulong)step + 1, device);

    /// <summary>The losses of each picture: for each of its critics, of each prompt.</summary>
    /// <param name="critics">The critics of each picture; the k-th of all of them share a network.</param>
    /// <param name="pictures">[1, 3, h, w] in [0, 1], each.</param>
    /// <param name="randoms">The random generator of each picture's cut-outs.</param>
    public static IReadOnlyList<Tensor>[] Of(
        IReadOnlyList<IReadOnlyList<ICritic>> critics, IReadOnlyList<Tensor> pictures, IReadOnlyList<Generator> randoms)
    {
        List<Tensor>[] losses = [.. pictures.Select(_ => new List<Tensor>())];
        for (var k = 0; k < critics[0].Count; k++)
        {
            var cutouts = pictures.Select((picture, i) => critics[i][k].Cutouts(picture, randoms[i])).ToArray();   // [n, 3, s, s] each
            var embeddings = critics[0][k].Embed(cutouts is [var only] ? only : cat(cutouts, 0));                  // [all n, e]
            var first = 0L;
            for (var i = 0; i < pictures.Count; i++)
            {
                losses[i].AddRange(critics[i][k].Losses(embeddings.narrow(0, first, cutouts[i].size(0))));
                first += cutouts[i].size(0);
            }
        }

        return losses;
    }

    /// <summary>The losses of a picture by the names of its critics' prompts, those of one name added up.</summary>
    /// <param name="critics">The picture's critics.</param>
    /// <param name="losses">Their losses, in order.</param>
    public static IReadOnlyDictionary<string, double> ByPrompt(IReadOnlyList<ICritic> critics, IReadOnlyList<double> losses) =>
        critics.SelectMany(critic => critic.Names).Zip(losses)
            .GroupBy(pair => pair.First, pair => pair.Second).ToDictionary(group => group.Key, group => group.Sum());
}
