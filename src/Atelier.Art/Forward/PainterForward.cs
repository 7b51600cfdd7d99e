using Atelier.Models;
using Atelier.Models.Painter;
using Atelier.Nn;
using Atelier.Tensors;

namespace Atelier.Art.Forward;

/// <summary>Paint Transformer at the door.</summary>
internal sealed class PainterForward : IForwardKind
{
    public string Name => "painter";

    public IReadOnlyList<string> Functions { get; } =
    [
        "predict  img, canvas [n,3,32,32] in [0,1]  ->  param [n,8,5], decision [n,8,1] logits",
        "render_strokes  strokes [n,8] x y w h angle red green blue, size i64  ->  foreground [n,3,size,size], alpha [n,1,size,size]",
    ];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => PainterFile.Recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var pause = Autograd.Pause();
        if (function == "render_strokes")
        {
            var size = (int)input("size").Reshape(1).To(DType.Float64).Item();
            var strokes = input("strokes");
            if (size is < 1 or > 4096 || strokes.Rank != 2 || strokes.Size(1) != 8)
            {
                throw new UserException("render_strokes needs strokes [n,8] and a size of 1 to 4096.");
            }

            var (foreground, alpha) = new StrokeRenderer(ReferenceBrushes.Beside(files).To(device)).Render(strokes, size, size);
            return [("foreground", foreground), ("alpha", alpha)];
        }

        using var model = PainterFile.Load(files);
        model.Parameters.To(device);
        model.ComputeInBFloat16 = fast;
        var (shapes, decisions) = model.Predict(input("img"), input("canvas"));
        return [("param", shapes), ("decision", decisions)];
    }
}
