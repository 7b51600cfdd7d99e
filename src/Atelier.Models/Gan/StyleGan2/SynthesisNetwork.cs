namespace Atelier.Models.Gan.StyleGan2;

/// <summary>Intermediate latents to pictures. b batch, n latents of a picture, d width of w, p channels of the picture, s its
/// side.</summary>
internal sealed class SynthesisNetwork : Module<Tensor, NoiseSource, Tensor>
{
    private readonly SynthesisBlock[] _blocks;

    public SynthesisNetwork(Weights w, StyleGan2Options options)
        : base(nameof(SynthesisNetwork))
    {
        _blocks = new SynthesisBlock[options.Channels.Count];
        for (var i = 0; i < _blocks.Length; i++)
        {
            var key = $"b{4 << i}";
            _blocks[i] = new(w[key], i == 0 ? 0 : options.Channels[i - 1], options.Channels[i], 4 << i, options);
            register_module(key, _blocks[i]);
        }
    }

    public override Tensor forward(Tensor latents, NoiseSource noise) // [b, n, d] to [b, p, s, s]
    {
        using var scope = NewDisposeScope();
        var (x, picture, first) = ((Tensor?)null, (Tensor?)null, 0L);
        foreach (var block in _blocks)
        {
            var (before, drawn) = (x, picture);
            (x, picture) = block.call(x, picture, latents.narrow(1, first, latents.size(1) - first), noise);
            first += block.Convolutions;
            before?.Dispose();
            drawn?.Dispose();
        }

        return scope.MoveToOuter(picture!);
    }
}
