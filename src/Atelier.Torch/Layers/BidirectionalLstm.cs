namespace Atelier.Torch.Layers;

/// <summary>One layer of a bidirectional LSTM over sequences of different lengths, as <c>nn.LSTM</c> with packed sequences. b batch, t
/// steps of the longest sequence, i width in, h width of a state.</summary>
public sealed class BidirectionalLstm : Module<Tensor, Tensor, (Tensor Outputs, Tensor Last)>
{
    private readonly Parameter weight_ih_l0;         // [4 h, i]: input, forget, cell and output gate
    private readonly Parameter weight_hh_l0;         // [4 h, h]
    private readonly Parameter bias_ih_l0;           // [4 h]
    private readonly Parameter bias_hh_l0;           // [4 h]
    private readonly Parameter weight_ih_l0_reverse;
    private readonly Parameter weight_hh_l0_reverse;
    private readonly Parameter bias_ih_l0_reverse;
    private readonly Parameter bias_hh_l0_reverse;
    private readonly int _width;

    /// <summary>Requests the weights by the names of <c>nn.LSTM</c>.</summary>
    /// <param name="w">The path of the layer's keys.</param>
    /// <param name="inWidth">i.</param>
    /// <param name="width">h, of each direction.</param>
    public BidirectionalLstm(Weights w, int inWidth, int width)
        : base(nameof(BidirectionalLstm))
    {
        var init = Initialize.FanIn(width);
        _width = width;
        weight_ih_l0 = w.Parameter("weight_ih_l0", [4 * width, inWidth], init);
        weight_hh_l0 = w.Parameter("weight_hh_l0", [4 * width, width], init);
        bias_ih_l0 = w.Parameter("bias_ih_l0", [4 * width], init);
        bias_hh_l0 = w.Parameter("bias_hh_l0", [4 * width], init);
        weight_ih_l0_reverse = w.Parameter("weight_ih_l0_reverse", [4 * width, inWidth], init);
        weight_hh_l0_reverse = w.Parameter("weight_hh_l0_reverse", [4 * width, width], init);
        bias_ih_l0_reverse = w.Parameter("bias_ih_l0_reverse", [4 * width], init);
        bias_hh_l0_reverse = w.Parameter("bias_hh_l0_reverse", [4 * width], init);
        RegisterComponents();
    }

    /// <summary>Runs both directions from states of zeros.</summary>
    /// <param name="x">[b, t, i].</param>
    /// <param name="lengths">Steps of each sequence, i64 [b].</param>
    /// <returns>The outputs of both directions, [b, t, 2 h], zero after a sequence's end, and each direction's last state,
    /// [b, 2 h].</returns>
    public override (Tensor Outputs, Tensor Last) forward(Tensor x, Tensor lengths)
    {
        using var scope = NewDisposeScope();
        var steps = Enumerable.Range(0, (int)x.size(1)).ToArray();
        var inside = arange(x.size(1), device: x.device).unsqueeze(0).lt(lengths.to(x.device).unsqueeze(1)).to(x.dtype); // [b, t]
        var (there, last) = Run(x, inside, steps, weight_ih_l0, weight_hh_l0, bias_ih_l0 + bias_hh_l0);
        var (back, first) = Run(
            x, inside, [.. steps.Reverse()], weight_ih_l0_reverse, weight_hh_l0_reverse, bias_ih_l0_reverse + bias_hh_l0_reverse);
        return scope.MoveToOuter(cat([there, back], 2) * inside.unsqueeze(2), cat([last, first], 1));
    }

    // outside of a sequence the state stays, so that the way back starts at its end
    private (Tensor Outputs, Tensor Last) Run(Tensor x, Tensor inside, int[] steps, Tensor input, Tensor recurrent, Tensor bias)
    {
        var (h, c) = (zeros([x.size(0), _width], x.dtype, x.device), zeros([x.size(0), _width], x.dtype, x.device)); // [b, h]
        var projected = Functional.linear(x, input, bias);                                                            // [b, t, 4 h]
        var outputs = new Tensor[steps.Length];
        foreach (var step in steps)
        {
            var gates = (projected.select(1, step) + h.matmul(recurrent.transpose(0, 1))).chunk(4, 1);
            var cell = (gates[1].sigmoid() * c) + (gates[0].sigmoid() * gates[2].tanh());
            var isInside = inside.narrow(1, step, 1);
            h = h.lerp(gates[3].sigmoid() * cell.tanh(), isInside);
            c = c.lerp(cell, isInside);
            outputs[step] = h;
        }

        return (stack(outputs, 1), h);
    }
}
