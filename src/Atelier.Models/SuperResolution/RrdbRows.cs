using Atelier.Nn.Layers;
using Atelier.Tensors;

namespace Atelier.Models.SuperResolution;

/// <summary>The layers of an <see cref="RrdbNet"/> on feature rows: the convolutions of a dense block write beside what they read, so nothing is ever put together.
/// f features, g growth.</summary>
internal sealed class RrdbRows : IDisposable
{
    private const double Share = 0.2; // of each residual
    private readonly int _features;
    private readonly int _growth;
    private readonly RowConvolution _first;
    private readonly RowConvolution[][] _dense; // five convolutions each, three to a block
    private readonly RowConvolution _body;
    private readonly RowConvolution[] _tail;    // to four times the size, and one more
    private readonly RowConvolution _last;

    public RrdbRows(RrdbOptions options, Conv2d first, IEnumerable<IReadOnlyList<Conv2d>> dense, Conv2d body, Conv2d up1, Conv2d up2, Conv2d hr, Conv2d last)
    {
        using var scope = TensorScope.Enter();
        var slope = Tensor.Full([1], RrdbNet.Slope);
        (_features, _growth) = (options.Features, options.Growth);
        _first = new(first);
        _dense = [.. dense.Select(five => five.Select((convolution, i) => new RowConvolution(convolution, i < 4 ? slope : null)).ToArray())];
        _body = new(body);
        _tail = [new(up1, slope, doubled: true), new(up2, slope, doubled: true), new(hr, slope)];
        _last = new(last);
    }

    /// <summary>Whether this machine and these sizes are right for it.</summary>
    public static bool CanServe(RrdbOptions options, Device device) => RowConvolution.IsSupported && device.IsCpu && options.Features % RowConvolution.Block == 0 && options.Growth % RowConvolution.Block == 0;

    /// <summary>What the network is given, folded, [b, c, h, w], to [b, 3, 4 h, 4 w].</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = TensorScope.Enter();
        var start = _first.Forward(FeatureRows.Of(x));
        var maps = Enumerable.Range(0, 3).Select(_ => FeatureRows.Blank(start.Count, _features + (4 * _growth), start.Height, start.Width)).ToArray(); // f + 4 g channels
        var trunk = maps[0].Part(0, _features);
        trunk.Numbers.CopyInPlace(start.Numbers);
        for (var i = 0; i < _dense.Length; i += 3)
        {
            Dense(_dense[i], maps[0], maps[1]);
            Dense(_dense[i + 1], maps[1], maps[2]);
            Dense(_dense[i + 2], maps[2], maps[0], shortcut: trunk);
        }

        _body.Forward(trunk, start, first: start);
        return scope.Keep(_last.Forward(_tail.Aggregate(start, (rows, layer) => layer.Forward(rows))).ToPicture(3));
    }

    public void Dispose()
    {
        foreach (var layer in _dense.SelectMany(five => five).Concat(_tail).Append(_first).Append(_body).Append(_last))
        {
            layer.Dispose();
        }
    }

    private void Dense(RowConvolution[] five, FeatureRows from, FeatureRows to, FeatureRows? shortcut = null)
    {
        for (var i = 0; i < 4; i++)
        {
            var seen = _features + (i * _growth);
            five[i].Forward(from.Part(0, seen), from.Part(seen, _growth));
        }

        five[4].Forward(from, to.Part(0, _features), from.Part(0, _features), Share, shortcut, Share);
    }
}
