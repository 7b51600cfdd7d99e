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
        "compose  strokes [rows,columns,t,8], painted [rows,columns,t] bool, canvas [1,3,h,w]  ->  image [1,3,h,w]",
        "paint  main_img [3,h,w] in [0,1], or bytes  ->  image [3,h,w]: the whole published pipeline",
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

        if (function == "compose")
        {
            var (strokes, canvas) = (input("strokes"), input("canvas"));
            if (strokes.Rank != 4 || strokes.Size(3) != 8 || canvas.Rank != 4 || canvas.Size(0) != 1 || canvas.Size(2) % (2 * strokes.Size(0)) != 0 || canvas.Size(3) % (2 * strokes.Size(1)) != 0)
            {
                throw new UserException("compose needs strokes [rows,columns,t,8] and a canvas [1,3,h,w] that the grid divides into patches of an even size.");
            }

            return [("image", PatchComposition.Paint(strokes, input("painted"), canvas, new(ReferenceBrushes.Beside(files))))];
        }

        using var model = PainterFile.Load(files);
        model.Parameters.To(device);
        model.ComputeInBFloat16 = fast;
        if (function == "paint")
        {
            var picture = input("main_img");
            picture = picture.DType == DType.UInt8 ? picture.To(DType.Float32) / 255 : picture;
            return picture.Rank == 3 && picture.Size(0) == 3 && picture.Count > 0
                ? [("image", PublishedPainting.Paint(model, picture.Unsqueeze(0), new(ReferenceBrushes.Beside(files).To(device))).Squeeze(0))]
                : throw new UserException("paint needs main_img [3,h,w].");
        }

        var (shapes, decisions) = model.Predict(input("img"), input("canvas"));
        return [("param", shapes), ("decision", decisions)];
    }
}
