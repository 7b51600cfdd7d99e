using Atelier.Hub;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Painter;
using Atelier.Models.Vqgan;
using Atelier.Nn.WeightFiles;
using Atelier.Tensors;

namespace Atelier.Art.Forward;

/// <summary>One network on tensors from a file: the door for conformance checks and research.</summary>
public sealed class ForwardPass
{
    private readonly ModelFiles _files;
    private readonly string _kind;

    private ForwardPass(ModelFiles files, string kind) => (_files, _kind) = (files, kind);

    /// <summary>The kinds of network there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["clip", "vqgan", "painter"];

    /// <summary>The functions of this network, each with its inputs and outputs.</summary>
    public IReadOnlyList<string> Functions => _kind switch
    {
        "clip" =>
        [
            "encode_image  image [n,3,s,s] in [0,1]  ->  image_features [n,d]",
            "encode_text  tokens [n,t] i64  ->  text_features [n,d]",
            "logits  image, tokens  ->  logits_per_image, logits_per_text",
        ],
        "vqgan" =>
        [
            "encode  x [n,3,h,w] in [-1,1]  ->  quant [n,e,h/f,w/f], indices i64 [n h/f w/f] (Gumbel [n,h/f,w/f]), qloss [1]",
            "decode  z [n,e,h,w]  ->  image [n,3,h f,w f]",
            "reconstruct  x  ->  rec",
            "decode_grad  z, R  ->  image, loss [1] = sum(image*R)/numel, grad_z",
        ],
        _ =>
        [
            "predict  img, canvas [n,3,32,32] in [0,1]  ->  param [n,8,5], decision [n,8,1] logits",
            "render_strokes  strokes [n,8] x y w h angle red green blue, size i64  ->  foreground [n,3,size,size], alpha [n,1,size,size]",
        ],
    };

    /// <summary>Finds files and kind.</summary>
    /// <exception cref="UserException">There is no such file, or its kind is not known.</exception>
    public static ForwardPass Open(string model, string? config, string? kind)
    {
        var files = ModelHub.Find(model, config);
        if (kind is null)
        {
            var stored = files.Open();
            kind = ClipFile.Recognises(stored) ? "clip" : VqganFile.Recognises(stored) ? "vqgan" : PainterFile.Recognises(stored) ? "painter"
                : throw new UserException($"{files.Weights} holds a network of a kind Atelier cannot tell; it knows {string.Join(", ", Kinds)} (--kind).");
        }

        return Kinds.Contains(kind) ? new(files, kind) : throw new UserException($"The kind '{kind}' is not known; there are {string.Join(", ", Kinds)}.");
    }

    /// <summary>Reads inputs, computes, writes outputs.</summary>
    /// <exception cref="UserException">Function, input or file is missing or wrong.</exception>
    public void Run(string? function, string? input, string? output, string precision)
    {
        var names = Functions.Select(line => line.Split(' ')[0]).ToList();
        if (function is null || !names.Contains(function))
        {
            throw new UserException($"--function '{function}' is not one of {_kind}'s: {string.Join(", ", names)}.");
        }

        if (precision is not ("fp32" or "bf16"))
        {
            throw new UserException($"--precision '{precision}' is neither fp32 nor bf16.");
        }

        using var scope = TensorScope.Enter();
        var stored = SafeTensors.Read(input ?? throw new UserException("--in is missing: a safetensors file with the inputs."), out _);
        Tensor In(string name) => (stored.GetValueOrDefault(name) ?? stored.GetValueOrDefault("in." + name) ?? throw new UserException($"{input} has no tensor '{name}', which {function} needs.")).Read();

        var fast = precision == "bf16";
        var outputs = _kind switch { "clip" => Clip(function, In, fast), "vqgan" => Vqgan(function, In, fast), _ => Painter(function, In, fast) };
        SafeTensors.Write(output ?? throw new UserException("--out is missing: a safetensors file for the outputs."), outputs.Select(pair => KeyValuePair.Create(pair.Name, pair.Value.Contiguous())));
    }

    private (string Name, Tensor Value)[] Clip(string function, Func<string, Tensor> input, bool fast)
    {
        using var pause = Autograd.Pause();
        using var model = ClipFile.Load(_files);
        if (fast)
        {
            model.ToFastPath();
        }

        if (function == "encode_text")
        {
            return [("text_features", model.EncodeText(input("tokens")))];
        }

        var image = model.EncodeImage(input("image"));
        if (function == "encode_image")
        {
            return [("image_features", image)];
        }

        var logits = model.Logits(image, model.EncodeText(input("tokens")));
        return [("logits_per_image", logits), ("logits_per_text", logits.Transpose(0, 1))];
    }

    private (string Name, Tensor Value)[] Vqgan(string function, Func<string, Tensor> input, bool fast)
    {
        using var model = VqganFile.Load(_files);
        if (fast)
        {
            model.ToFastPath();
        }

        switch (function)
        {
            case "encode":
                var coded = model.Encode(input("x"));
                var (n, h, w) = (coded.Latent.Size(0), coded.Latent.Size(2), coded.Latent.Size(3));
                var indices = model.Options.Gumbel ? coded.Indices.Reshape(n, h, w) : coded.Indices; // flat or not, as taming-transformers gives them
                return [("quant", coded.Latent), ("indices", indices), ("qloss", coded.Loss.Reshape(1))];
            case "decode":
                return [("image", model.Decode(input("z")))];
            case "reconstruct":
                return [("rec", model.Decode(model.Encode(input("x")).Latent))];
            default:
                var z = input("z").RequireGradient();
                var image = model.Decode(z);
                var loss = (image * input("R")).Sum() / image.Count;
                loss.Backward();
                return [("image", image.Detach()), ("loss", loss.Detach().Reshape(1)), ("grad_z", z.Gradient!)];
        }
    }

    private (string Name, Tensor Value)[] Painter(string function, Func<string, Tensor> input, bool fast)
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

            var (foreground, alpha) = new StrokeRenderer(ReferenceBrushes.Beside(_files)).Render(strokes, size, size);
            return [("foreground", foreground), ("alpha", alpha)];
        }

        using var model = PainterFile.Load(_files);
        model.ComputeInBFloat16 = fast;
        var (shapes, decisions) = model.Predict(input("img"), input("canvas"));
        return [("param", shapes), ("decision", decisions)];
    }
}
