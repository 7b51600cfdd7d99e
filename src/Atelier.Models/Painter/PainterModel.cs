using Atelier.Torch.Layers;

namespace Atelier.Models.Painter;

/// <summary>Paint Transformer's stroke predictor (Liu et al., ICCV 2021): predicts the strokes that turn a canvas into a target, for
/// patches of 32 × 32 pixels. b batch, t strokes a patch, d width.</summary>
public sealed class PainterModel : Module<Tensor, Tensor, (Tensor Shapes, Tensor Decisions)>
{
    private readonly PatchEncoder enc_img;
    private readonly PatchEncoder enc_canvas;
    private readonly Conv2d conv;
    private readonly PainterTransformer transformer;
    private readonly ModuleList<Module<Tensor, Tensor>> linear_param;
    private readonly Linear linear_decider;
    private readonly Parameter query_pos; // [t, d]
    private readonly Parameter row_embed; // [8, d / 2]
    private readonly Parameter col_embed; // [8, d / 2]

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public PainterModel(Weights w, PainterOptions options)
        : base(nameof(PainterModel))
    {
        Options = options;
        enc_img = new(w["enc_img"]);
        enc_canvas = new(w["enc_canvas"]);
        conv = new(w["conv"], 256, options.Width, kernel: 1);
        transformer = new(w["transformer"], options);
        linear_param = new(Head(0), ReLU(), Head(2), ReLU(), Head(4, options.ShapeWidth));
        linear_decider = new(w["linear_decider"], options.Width, 1);
        query_pos = w.Parameter("query_pos", [options.Strokes, options.Width], Uniform);
        row_embed = w.Parameter("row_embed", [8, options.Width / 2], Uniform);
        col_embed = w.Parameter("col_embed", [8, options.Width / 2], Uniform);
        w.Verify();
        RegisterComponents();

        Linear Head(int i, int? width = null) => new(w["linear_param"][i], options.Width, width ?? options.Width);
        static Tensor Uniform(long[] shape, Generator random) => rand(shape, device: random.device, generator: random);
    }

    /// <summary>The hyperparameters.</summary>
    public PainterOptions Options { get; }

    /// <summary>Type and memory format of the feature maps.</summary>
    public ComputeFormat Format { get; set; }

    /// <summary>The device of the weights.</summary>
    public Device Device => query_pos.device;

    /// <summary>Strokes that lead from the canvas [b, 3, 32, 32] to the target [b, 3, 32, 32], both in [0, 1].</summary>
    /// <returns>Shapes [b, t, 5] (centre x, y, width, height relative to the patch, angle in units of π) and decisions
    /// [b, t, 1] (logits: a stroke is painted where positive), fp32.</returns>
    public override (Tensor Shapes, Tensor Decisions) forward(Tensor target, Tensor canvas)
    {
        using var scope = NewDisposeScope();
        var encoded = cat([enc_img.Through(Format.Prepare(target)), enc_canvas.Through(Format.Prepare(canvas))], 1);  // [b, 256, 8, 8]
        var features = conv.call(encoded).flatten(2).transpose(1, 2);                                                 // [b, 64, d]
        var half = Options.Width / 2;
        var (columns, rows) = (col_embed.reshape(1, 8, half).expand(8, 8, half), row_embed.reshape(8, 1, half).expand(8, 8, half));
        var position = cat([columns, rows], 2).reshape(1, 64, -1);
        var queries = query_pos.to(features.dtype).unsqueeze(0).expand(target.size(0), -1, -1);
        var hidden = transformer.call(features + position.to(features.dtype), queries).to(ScalarType.Float32);     // [b, t, d]
        return scope.MoveToOuter(linear_param.Through(hidden), linear_decider.call(hidden));
    }
}
