using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Vqgan;

/// <summary>Latent to picture. b batch, z latent channels, f <see cref="VqganOptions.Factor"/>.</summary>
internal sealed class Decoder
{
    private readonly Conv2d _convIn;
    private readonly Middle _mid;
    private readonly Level[] _up; // in the order they run, coarse to fine
    private readonly GroupNorm _normOut;
    private readonly Conv2d _convOut;

    public Decoder(Weights w, VqganOptions options)
    {
        var levels = options.Multipliers.Count;
        var channels = options.Channels * options.Multipliers[^1];
        _convIn = new(w["conv_in"], options.LatentChannels, channels, kernel: 3);
        _mid = new(w["mid"], channels, options.NormGroups);
        _up = new Level[levels];
        for (var i = levels - 1; i >= 0; i--)
        {
            var narrower = options.Channels * options.Multipliers[i];
            _up[levels - 1 - i] = new(w["up"][i], channels, narrower, options.ResBlocks + 1, options.AttentionLevels.Contains(i), last: i == 0, options.NormGroups);
            channels = narrower;
        }

        _normOut = new(w["norm_out"], channels, options.NormGroups);
        _convOut = new(w["conv_out"], channels, 3, kernel: 3);
    }

    public Tensor Forward(Tensor z) // [b, z, h / f, w / f]
    {
        using var scope = NewDisposeScope();
        var h = _mid.Forward(_convIn.Forward(z));
        foreach (var level in _up)
        {
            h = level.Forward(h);
        }

        return scope.MoveToOuter(_convOut.Forward(_normOut.ForwardSilu(h))); // [b, 3, h, w]
    }

    private sealed class Level
    {
        private readonly ResnetBlock[] _blocks;
        private readonly AttentionBlock[]? _attention;
        private readonly Conv2d? _upsample;

        public Level(Weights w, int inChannels, int outChannels, int blocks, bool attention, bool last, int groups)
        {
            _blocks = [.. Enumerable.Range(0, blocks).Select(j => new ResnetBlock(w["block"][j], j == 0 ? inChannels : outChannels, outChannels, groups))];
            _attention = attention ? [.. Enumerable.Range(0, blocks).Select(j => new AttentionBlock(w["attn"][j], outChannels, groups))] : null;
            _upsample = last ? null : new(w["upsample"]["conv"], outChannels, outChannels, kernel: 3);
        }

        public Tensor Forward(Tensor x) // [b, i, h, w]
        {
            using var scope = NewDisposeScope();
            for (var j = 0; j < _blocks.Length; j++)
            {
                x = _blocks[j].Forward(x);
                x = _attention?[j].Forward(x) ?? x;
            }

            return scope.MoveToOuter(_upsample is null ? x : _upsample.Forward(F.interpolate(x, scale_factor: [2, 2])));
        }
    }
}
