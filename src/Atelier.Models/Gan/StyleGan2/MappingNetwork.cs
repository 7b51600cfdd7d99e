using Atelier.Models.Gan.StyleGan2.Layers;

namespace Atelier.Models.Gan.StyleGan2;

/// <summary>Noise and classes to the intermediate latent w. b batch, z width of the noise, k classes, d width of w.</summary>
internal sealed class MappingNetwork : Module<Tensor?, Tensor?, Tensor>
{
    private const double AverageDecay = 0.995;
    private readonly FullyConnectedLayer? embed;
    private readonly Tensor? w_avg; // [d]
    private readonly FullyConnectedLayer[] _layers;

    /// <summary>Requests <c>embed</c>, <c>fc0</c>, <c>fc1</c> and so on, and <c>w_avg</c>.</summary>
    /// <param name="w">The path of the network's keys.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="hasAverage">Whether it keeps the average of w.</param>
    public MappingNetwork(Weights w, MappingOptions options, bool hasAverage)
        : base(nameof(MappingNetwork))
    {
        var widths = options.Widths;
        embed = options.Classes > 0 ? new(w["embed"], options.Classes, widths[0] - options.Latent) : null;
        _layers = new FullyConnectedLayer[widths.Count - 1];
        for (var i = 0; i < _layers.Length; i++)
        {
            _layers[i] = new(w[$"fc{i}"], widths[i], widths[i + 1], options.Activation, options.Multiplier);
            register_module($"fc{i}", _layers[i]);
        }

        w_avg = hasAverage ? w.Buffer("w_avg", [widths[^1]], Initialize.Zeros) : null;
    }

    /// <summary>The average of w over training, [d].</summary>
    public Tensor Average => w_avg ?? throw new InvalidOperationException("this mapping keeps no average");

    /// <param name="z">Noise [b, z]; null for a network of classes alone.</param>
    /// <param name="c">Classes [b, k]; null for a network without.</param>
    /// <returns>w [b, d].</returns>
    public override Tensor forward(Tensor? z, Tensor? c)
    {
        using var scope = NewDisposeScope();
        Tensor[] parts =
        [
            .. z is null ? Array.Empty<Tensor>() : [Normalize(z)],
            .. embed is null ? Array.Empty<Tensor>()
                : [Normalize(embed.call(c ?? throw new ArgumentNullException(nameof(c), "this network has classes")))],
        ];
        var x = _layers.Through(parts.Length == 1 ? parts[0] : cat(parts, 1));
        if (training && w_avg is not null)
        {
            using var noGrad = no_grad();
            w_avg.lerp_(x.mean([0]), 1 - AverageDecay);
        }

        return scope.MoveToOuter(x);
    }

    // to a mean square of 1
    private static Tensor Normalize(Tensor x) => x * (x.square().mean([1], keepdim: true) + 1e-8).rsqrt();
}
