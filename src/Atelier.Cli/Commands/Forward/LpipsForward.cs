using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Perceptual;

namespace Atelier.Cli.Commands.Forward;

/// <summary>LPIPS by <c>atelier forward</c>.</summary>
internal sealed class LpipsForward : IForwardKind
{
    public string Name => "lpips";

    public IReadOnlyList<string> Functions { get; } = ["distance  a, b [n,3,h,w] in [-1,1]  ->  distance [n,1,1,1]"];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => LpipsFile.Recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var noGrad = no_grad();
        using var model = LpipsFile.Load(files);
        model.to(device);
        return fast ? throw new CommandLineException("LPIPS runs in fp32 only.") : [("distance", model.call(input("a"), input("b")))];
    }
}
