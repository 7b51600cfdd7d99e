using Atelier.Models;
using Atelier.Models.SuperResolution;

namespace Atelier.Cli.Commands.Forward;

/// <summary>Upscalers by <c>atelier forward</c>.</summary>
internal sealed class UpscalerForward(string name, Predicate<IReadOnlyDictionary<string, StoredTensor>> recognises) : IForwardKind
{
    public string Name => name;

    public IReadOnlyList<string> Functions { get; } = ["upscale  x [n,3,h,w] in [0,1]  ->  y [n,3,h s,w s]"];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var noGrad = no_grad();
        using var model = UpscalerFile.Load(files, device);
        if (fast)
        {
            model.ToBFloat16();
        }

        return [("y", model.call(input("x")))];
    }
}
