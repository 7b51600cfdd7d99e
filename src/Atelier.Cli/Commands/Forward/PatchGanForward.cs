using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Discriminators;

namespace Atelier.Cli.Commands.Forward;

/// <summary>PatchGAN by <c>atelier forward</c>.</summary>
internal sealed class PatchGanForward : IForwardKind
{
    public string Name => "patchgan";

    public IReadOnlyList<string> Functions { get; } = ["logits  real [n,3,h,w] in [-1,1]  ->  logits [n,1,h',w']"];

    public bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) => PatchDiscriminatorFile.Recognises(stored);

    public (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device)
    {
        using var noGrad = no_grad();
        using var model = PatchDiscriminatorFile.Load(files);
        model.to(device);
        return fast ? throw new CommandLineException("PatchGAN runs in fp32 only.") : [("logits", model.call(input("real")))];
    }
}
