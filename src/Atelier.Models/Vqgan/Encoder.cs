using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Vqgan;

/// <summary>Picture to latent. b batch, z latent channels, f <see cref="VqganOptions.Factor"/>.</summary>
internal sealed class Encoder
{
    private readonly Conv2d _convIn;
    private readonly Level[] _down;
    private readonly Middle _mid;
    private readonly GroupNorm _normOut;
    private readonly Conv2d _convOut;

    public Encoder(Weights w, VqganOptions options)
    {
        var channels = options.Channels;
        _convIn = new(w["conv_in"], 3, channels, kernel: 3);
        _down = new Level[options.Multipliers.Count];
        for (var i = 0; i < _down.Length; i++)
        {
            var wider = options.Channels * options.Multipliers[i];
            _down[i] = new(w["down"][i], channels, wider, options.ResBlocks, options.AttentionLevels.Contains(i), last: i == _down.Length - 1, options.NormGroups);
            channels = wider;
        }

        _mid = new(w["mid"], channels, options.NormGroups);
        _normOut = new(w["norm_out"], channels, options.NormGroups);
        _convOut = new(w["conv_out"], channels, options.LatentChannels, kernel: 3);
    }

    public Tensor Forward(Tensor x) // [b, 3, h, w]
    {
        using var scope = NewDisposeScope();
        var h = _convIn.Forward(x);
        foreach (var level in _down)
        {
            h = level.Forward(h);
        }

        h = _normOut.ForwardSilu(_mid.Forward(h));
        return scope.MoveToOuter(_convOut.Forward(h)); // [b, z, h / f, w / f]
    }

    private sealed class Level
    {
        private readonly ResnetBlock[] _blocks;
        private readonly AttentionBlock[]? _attention;
        private readonly Conv2d? _downsample;

        public Level(Weights w, int inChannels, int outChannels, int blocks, bool attention, bool last, int groups)
        {
            _blocks = [.. Enumerable.Range(0, blocks).Select(j => new ResnetBlock(w["block"][j], j == 0 ? inChannels : outChannels, outChannels, groups))];
            _attention = attention ? [.. Enumerable.Range(0, blocks).Select(j => new AttentionBlock(w["attn"][j], outChannels, groups))] : null;
            _downsample = last ? null : new(w["downsample"]["conv"], outChannels, outChannels, kernel: 3, stride: 2, padding: 0);
        }

        public Tensor Forward(Tensor x) // [b, i, h, w]
        {
            using var scope = NewDisposeScope();
            for (var j = 0; j < _blocks.Length; j++)
            {
                x = _blocks[j].Forward(x);
                x = _attention?[j].Forward(x) ?? x;
            }

            return scope.MoveToOuter(_downsample is null ? x : _downsample.Forward(F.pad(x, [0, 1, 0, 1]))); // the official padding: right and bottom only
        }
    }
}
