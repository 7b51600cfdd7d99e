using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Painter;

/// <summary>Paint Transformer's stroke predictor (Liu et al., ICCV 2021): which strokes turn a canvas into a target, for square patches of
/// 32 pixels. b batch, t strokes a patch, d width.</summary>
public sealed class PainterModel : IDisposable
{
    private readonly PatchEncoder _encImg;
    private readonly PatchEncoder _encCanvas;
    private readonly Conv2d _conv;
    private readonly Transformer _transformer;
    private readonly Linear[] _linearParam;
    private readonly Linear _linearDecider;
    private readonly Parameter _queryPos; // [t, d]
    private readonly Parameter _rowEmbed; // [8, d / 2]
    private readonly Parameter _colEmbed; // [8, d / 2]

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    public PainterModel(Weights w, PainterOptions options)
    {
        Options = options;
        Parameters = w.Parameters;
        _encImg = new(w["enc_img"]);
        _encCanvas = new(w["enc_canvas"]);
        _conv = new(w["conv"], 256, options.Width, kernel: 1);
        _transformer = new(w["transformer"], options);
        _linearParam = [Head(0), Head(2), Head(4, options.ShapeWidth)];
        _linearDecider = new(w["linear_decider"], options.Width, 1);
        Linear Head(int i, int? width = null) => new(w["linear_param"][i], options.Width, width ?? options.Width);
        static Tensor Uniform(long[] shape, Generator random) => rand(shape, device: random.device, generator: random);
        _queryPos = w.Parameter("query_pos", [options.Strokes, options.Width], Uniform);
        _rowEmbed = w.Parameter("row_embed", [8, options.Width / 2], Uniform);
        _colEmbed = w.Parameter("col_embed", [8, options.Width / 2], Uniform);
        w.Verify();
    }

    /// <summary>The sizes.</summary>
    public PainterOptions Options { get; }

    /// <summary>Every parameter, by its official key.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Whether batches are normalised by their own statistics.</summary>
    public bool Training
    {
        set => _encImg.Training = _encCanvas.Training = value;
    }

    /// <summary>Whether the network computes in bf16 (weights may stay fp32).</summary>
    public bool ComputeInBFloat16
    {
        get => Parameters.ComputeInBFloat16;
        set => Parameters.ComputeInBFloat16 = value;
    }

    /// <summary>Strokes that lead from the canvas [b, 3, 32, 32] to the target [b, 3, 32, 32], both in [0, 1].</summary>
    /// <returns>Shapes [b, t, 5] (centre x, y, width, height as shares of the patch, angle in half turns) and decisions
    /// [b, t, 1] (logits: a stroke is painted where positive), fp32.</returns>
    public (Tensor Shapes, Tensor Decisions) Predict(Tensor target, Tensor canvas)
    {
        using var scope = NewDisposeScope();
        var seen = cat([_encImg.Forward(Parameters.Prepare(target)), _encCanvas.Forward(Parameters.Prepare(canvas))], 1);  // [b, 256, 8, 8]
        var features = _conv.Forward(seen).flatten(2).transpose(1, 2);                                       // [b, 64, d]
        var half = Options.Width / 2;
        var position = cat([_colEmbed.Value.reshape(1, 8, half).expand(8, 8, half), _rowEmbed.Value.reshape(8, 1, half).expand(8, 8, half)], 2).reshape(1, 64, -1);
        var queries = _queryPos.As(features.dtype).unsqueeze(0).expand(target.size(0), -1, -1);
        var hidden = _transformer.Forward(features + position.to(features.dtype), queries).to(ScalarType.Float32); // [b, t, d]
        var shapes = _linearParam[2].Forward(F.relu(_linearParam[1].Forward(F.relu(_linearParam[0].Forward(hidden)))));
        return scope.MoveToOuter(shapes, _linearDecider.Forward(hidden));
    }

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();
}
