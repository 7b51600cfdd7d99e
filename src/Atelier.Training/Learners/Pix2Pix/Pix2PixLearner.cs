using Atelier.Imaging.Pictures;
using Atelier.Models.Discriminators;
using Atelier.Models.Gan.Pix2Pix;
using Atelier.Training.Data;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Pix2Pix;

/// <summary>Trains pix2pix (Isola et al., 2017) to colour outlines, which are drawn from the pictures on the way. The discriminator sees
/// outline and picture together, and is updated after the network, on the same pictures.</summary>
internal sealed class Pix2PixLearner : ILearner
{
    private readonly UnetGenerator _network;
    private readonly PatchDiscriminator _discriminator;
    private readonly Pix2PixOptions _options;
    private readonly int _size;
    private readonly List<Tensor> _coloured = []; // of this step, for the discriminator

    public Pix2PixLearner(UnetGenerator network, PatchDiscriminator discriminator, Pix2PixOptions options, int size, double emaDecay)
    {
        (_network, _discriminator, _options, _size) = (network, discriminator, options, size);
        Modules =
        [
            new("network", network, options.Optimiser, emaDecay),
            new("discriminator", discriminator, options.Discriminator.Optimiser),
        ];
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        var pictures = batch.ToTensor();                                                        // [b, c, s, s]
        var (outlines, real) = (Outlined(pictures), (pictures * 2) - 1);
        return scope.MoveToOuter(module == Modules[0] ? NetworkLoss(outlines, real, context) : DiscriminatorLoss(outlines, real, context));
    }

    public void OnStepEnd(StepContext context) => ReleaseColoured();

    public Tensor Sample(PictureBatch batch, Generator random)
    {
        using var scope = NewDisposeScope();
        var pictures = batch.ToTensor();
        return scope.MoveToOuter(SampleSheet.InPairs((Outlined(pictures) + 1) / 2, Colour(pictures)));
    }

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut) => Fidelity.Measure(heldOut, Colour).Metrics;

    public void WriteConfig(string folder) => ConfigFile.Write(folder, new { kind = "pix2pix", input = "outlines", size = _size });

    public void Dispose()
    {
        foreach (var module in Modules)
        {
            module.Dispose();
        }

        ReleaseColoured();
        _network.Dispose();
        _discriminator.Dispose();
    }

    private Tensor NetworkLoss(Tensor outlines, Tensor real, StepContext context)
    {
        _network.train();
        _network.Mask = map => context.Group.Shard(map.size(0), rows => UnetGenerator.DrawMask(map, rows, context.Random));
        var coloured = _network.call(outlines);
        _coloured.Add(coloured.detach().clone().DetachFromDisposeScope());
        var adversarial = _options.Adversarial.GeneratorLoss(_discriminator.call(cat([outlines, coloured], 1)));
        var total = adversarial + ((coloured - real).abs().mean() * _options.AbsoluteWeight);
        context.Metrics["adversarial"] = adversarial.ToDouble();
        context.Metrics["psnr"] = Similarity.Psnr((coloured - real).detach().square().mean().ToDouble() / 4); // of [0, 1]
        context.Metrics["loss"] = total.ToDouble();
        return total;
    }

    private Tensor DiscriminatorLoss(Tensor outlines, Tensor real, StepContext context)
    {
        var fake = _discriminator.call(cat([outlines, _coloured[context.MicroBatch]], 1));
        var loss = _options.Adversarial.DiscriminatorLoss(_discriminator.call(cat([outlines, real], 1)), fake);
        context.Metrics["discriminator"] = loss.ToDouble();
        return loss;
    }

    private void ReleaseColoured()
    {
        _coloured.ForEach(pictures => pictures.Dispose());
        _coloured.Clear();
    }

    // pictures [b, c, s, s] in [0, 1] to their outlines in [-1, 1]
    private static Tensor Outlined(Tensor pictures) => (Outlines.Draw(pictures) * 2 - 1).expand(-1, pictures.size(1), -1, -1);

    // by the running statistics and without dropout: one picture at a time gives the same
    private Tensor Colour(Tensor pictures)
    {
        using var noGrad = no_grad();
        _network.eval();
        return (_network.call(Outlined(pictures)) + 1) / 2;
    }
}
