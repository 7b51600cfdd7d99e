using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Models.Clip;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Imagine.Starts;

/// <summary>A drawing of a bank that the critics have compared with the prompts.</summary>
/// <param name="Grid">Its number.</param>
/// <param name="Picture">The decoded drawing in its best variant [1, 3, h, w]; null if it was compared by its embedding.</param>
/// <param name="Loss">The loss.</param>
/// <param name="IsGrey">Whether it has no colours.</param>
/// <param name="HasWhiteGround">Whether it lies on white.</param>
internal sealed record ScoredStart(long Grid, Tensor? Picture, double Loss, bool IsGrey, bool HasWhiteGround);

/// <summary>What a CLIP sees of the m drawings of a bank as the generator decodes them, stored beside the bank as
/// <c>starts.decoded.safetensors</c>: only the drawing that is chosen has to be decoded.</summary>
public sealed class StartEmbeddings
{
    private const int Together = 16;
    private const double LossWeight = 1; // beside the similarity of two drawings

    private readonly StoredTensor _embeddings; // f16 [m, e]
    private readonly byte[] _grey;             // [m]
    private readonly byte[] _whiteGround;      // [m]

    private StartEmbeddings(IReadOnlyDictionary<string, StoredTensor> stored)
    {
        using var scope = NewDisposeScope();
        _embeddings = stored["embeddings"];
        (_grey, _whiteGround) = (Flags("grey"), Flags("white_ground"));

        byte[] Flags(string name) => stored[name].Read().to(ScalarType.Byte).ToArray<byte>();
    }

    /// <summary>Decodes all drawings of a bank, and writes what a CLIP sees of them.</summary>
    /// <param name="folder">The generator's folder, which holds the bank.</param>
    /// <param name="generator">The generator.</param>
    /// <param name="clip">The CLIP.</param>
    /// <param name="progress">Receives the number of drawings done, and of all.</param>
    /// <param name="cancel">Cancels between drawings.</param>
    /// <exception cref="ModelFileException">There is no bank, or it is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is written.</exception>
    public static void Write(
        string folder, ICodebookGenerator generator, ClipModel clip, Action<int, int> progress, CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var codes = SafeTensors.Read(Path.Combine(folder, "starts.safetensors"), out _)["codes"];
        var (embeddings, grey, ground) = (new List<Tensor>(), new List<byte>(), new List<byte>());
        foreach (var some in Enumerable.Range(0, (int)codes.Shape[0]).Chunk(Together))
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var drawings = Decode(generator, codes, [.. some.Select(grid => (long)grid)]);
            embeddings.Add(inner.MoveToOuter(ClipCritic.Embed(clip, drawings).to(ScalarType.Float16).cpu()));
            foreach (var drawing in drawings.split(1, 0))
            {
                grey.Add(FigureMask.IsGrey(drawing) ? (byte)1 : (byte)0);
                ground.Add(FigureMask.HasWhiteGround(drawing) ? (byte)1 : (byte)0);
            }

            progress(grey.Count, (int)codes.Shape[0]);
        }

        SafeTensors.Write(PathIn(folder), new Dictionary<string, Tensor>
        {
            ["embeddings"] = cat([.. embeddings], 0), ["grey"] = tensor(grey.ToArray()), ["white_ground"] = tensor(ground.ToArray()),
        });
    }

    /// <summary>Those beside a bank of m drawings, or null if there are none.</summary>
    /// <exception cref="ModelFileException">The file is damaged, or belongs to another bank.</exception>
    internal static StartEmbeddings? Find(string folder, long drawings)
    {
        if (!File.Exists(PathIn(folder)))
        {
            return null;
        }

        var stored = SafeTensors.Read(PathIn(folder), out _);
        return stored.TryGetValue("embeddings", out var embeddings) && embeddings.Shape is [var m, _] && m == drawings && IsFlag("grey")
            && IsFlag("white_ground") ? new(stored) : throw new ModelFileException(
                $"{PathIn(folder)} does not describe the {drawings} drawings of starts.safetensors: write it again with `train starts`.");

        bool IsFlag(string name) => stored.TryGetValue(name, out var flag) && flag.Shape is [var n] && n == drawings;
    }

    /// <summary>Removes those of a bank that is written anew.</summary>
    public static void Delete(string folder) => File.Delete(PathIn(folder));

    /// <summary>Drawings of a bank as the generator decodes them, [n, 3, h, w] in [0, 1].</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="codes">The bank's codes i16 [m, h, w].</param>
    /// <param name="grids">The numbers of n drawings.</param>
    internal static Tensor Decode(ICodebookGenerator generator, StoredTensor codes, IReadOnlyList<long> grids)
    {
        using var scope = NewDisposeScope();
        var all = codes.Read();
        var (h, w) = (codes.Shape[1], codes.Shape[2]);
        return scope.MoveToOuter(generator.Generate(cat(
            [.. grids.Select(grid => generator.Lookup(all[grid].to(ScalarType.Int64).flatten().to(generator.Device), h, w))], 0)));
    }

    /// <summary>Compares drawings with the prompts. Null if the critics are others than the CLIP whose embeddings these are.</summary>
    internal List<ScoredStart>? Score(IReadOnlyList<ICritic> critics, IReadOnlyList<RankedStart> starts)
    {
        if (critics is not [IEmbeddingCritic critic] || critic.EmbeddingWidth != _embeddings.Shape[1])
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var grids = tensor((long[])[.. starts.Select(start => start.Grid)]);
        var losses = critic.RankEmbeddings(_embeddings.Read().index_select(0, grids).to(ScalarType.Float32).to(critic.Device)).Full;
        return
        [
            .. starts.Zip(losses.ToArray<float>(), (start, loss) => new ScoredStart(
                start.Grid, null, loss + start.Figure, _grey[start.Grid] > 0, _whiteGround[start.Grid] > 0)),
        ];
    }

    /// <summary>An order of drawings by maximal marginal relevance (Carbonell and Goldstein 1998): the first one, then always that which
    /// fits well and is unlike all before it.</summary>
    /// <param name="drawings">Their numbers and losses, the best first.</param>
    /// <returns>Indices into <paramref name="drawings"/>.</returns>
    internal List<int> Vary(IReadOnlyList<(long Grid, double Loss)> drawings)
    {
        using var scope = NewDisposeScope();
        var n = drawings.Count;
        var grids = tensor((long[])[.. drawings.Select(drawing => drawing.Grid)]);
        var embeddings = _embeddings.Read().index_select(0, grids).to(ScalarType.Float32);
        var unit = embeddings / embeddings.norm(1, keepdim: true);
        var similarity = unit.mm(unit.t()).ToArray<float>(); // [n · n]
        var order = new List<int> { 0 };
        while (order.Count < n)
        {
            order.Add(Enumerable.Range(0, n).Except(order)
                .MinBy(one => order.Max(other => similarity[(one * n) + other]) + (LossWeight * drawings[one].Loss)));
        }

        return order;
    }

    private static string PathIn(string folder) => Path.Combine(folder, "starts.decoded.safetensors");
}
