using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Painter;

namespace Atelier.Cli.Commands.Forward;

/// <summary>Paint Transformer by <c>atelier forward</c>.</summary>
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
        using var noGrad = no_grad();
        if (function == "render_strokes")
        {
            var size = (int)input("size").reshape(1).to(ScalarType.Float64).ToDouble();
            var strokes = input("strokes");
            if (size is < 1 or > 4096 || strokes.ndim != 2 || strokes.size(1) != 8)
            {
                throw new CommandLineException("render_strokes needs strokes [n,8] and a size of 1 to 4096.");
            }

            var (foreground, alpha) = new PublishedStrokeRenderer(ReferenceBrushes.Beside(files).to(device)).Render(strokes, size, size);
            return [("foreground", foreground), ("alpha", alpha)];
        }

        if (function == "compose")
        {
            var (strokes, canvas) = (input("strokes"), input("canvas"));
            if (strokes.ndim != 4
                || strokes.size(3) != 8
                || canvas.ndim != 4
                || canvas.size(0) != 1
                || canvas.size(2) % (2 * strokes.size(0)) != 0
                || canvas.size(3) % (2 * strokes.size(1)) != 0)
            {
                throw new CommandLineException(
                    "compose needs strokes [rows,columns,t,8] and a canvas [1,3,h,w] that the grid divides into patches of an even size.");
            }

            return [("image", PatchComposition.Paint(strokes, input("painted"), canvas, new(ReferenceBrushes.Beside(files))))];
        }

        using var model = PainterFile.Load(files);
        model.to(device);
        model.Format = new(BFloat16: fast);
        if (function == "paint")
        {
            var picture = input("main_img");
            picture = picture.dtype == ScalarType.Byte ? picture.to(ScalarType.Float32) / 255 : picture;
            return picture.ndim == 3 && picture.size(0) == 3 && picture.numel() > 0
                ? [("image", PublishedPainting.Paint(model, picture.unsqueeze(0), new(ReferenceBrushes.Beside(files).to(device)))
                    .squeeze(0))]
                : throw new CommandLineException("paint needs main_img [3,h,w].");
        }

        var (shapes, decisions) = model.call(input("img"), input("canvas"));
        return [("param", shapes), ("decision", decisions)];
    }
}
