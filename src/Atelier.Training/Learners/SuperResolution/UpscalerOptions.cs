using Atelier.Core;
using Atelier.Models.SuperResolution;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Learners.SuperResolution.Degradations;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.SuperResolution;

/// <summary>Architectures of upscalers.</summary>
public enum UpscalerNetwork
{
    /// <summary>SRVGGNetCompact.</summary>
    Srvgg,

    /// <summary>RRDBNet.</summary>
    Rrdb,
}

/// <summary>An upscaler in a recipe: <c>model: {kind: upscaler, network: srvgg, scale, features, convolutions}</c> or <c>{network: rrdb,
/// scale, features, blocks, growth}</c>, optionally with <c>start</c>, the model whose weights it starts with.</summary>
internal sealed record UpscalerOptions(
    UpscalerNetwork Network,
    SrvggOptions Srvgg,
    RrdbOptions Rrdb,
    ModelReference? Start,
    Degradation Degradation,
    UpscalerLoss Loss,
    OptimiserOptions Optimiser) : ILearnerOptions
{
    public static UpscalerOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var network = model.Enum<UpscalerNetwork>("network", UpscalerNetwork.Srvgg);
        var (srvgg, rrdb) = (new SrvggOptions(), new RrdbOptions());
        if (network == UpscalerNetwork.Srvgg)
        {
            srvgg = new()
            {
                Scale = model.Int("scale", 4, 2, 8),
                Features = model.Size("features", 64),
                Convolutions = model.Int("convolutions", 16, 1, 256),
            };
        }
        else
        {
            var scale = model.Int("scale", 4, 1, 4);
            rrdb = RrdbOptions.FromScale(scale != 3 ? scale : throw model.Error("scale", "1, 2 or 4 is needed")) with
            {
                Features = model.Size("features", 64),
                Blocks = model.Int("blocks", 6, 1, 256),
                Growth = model.Size("growth", 32),
            };
        }

        var start = ModelReference.Read(model, "start");
        var optimiser = OptimiserOptions.Read(root.Section("optimiser"));
        var loss = UpscalerLoss.Read(root, data, optimiser);
        Requirements.Divisible(data, 4 * (network == UpscalerNetwork.Srvgg ? srvgg.Scale : rrdb.Scale));
        return new(network, srvgg, rrdb, start, Degradation.Read(root.Section("degradation")), loss, optimiser);
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        var bfloat16 = training.IsBf16;
        using var stack = new ExitStack();
        var network = stack.Push(InitialWeights.Build<Upscaler>(
            Start, random, group, weights => Network == UpscalerNetwork.Srvgg ? new SrvggNet(weights, Srvgg) : new RrdbNet(weights, Rrdb)));
        network.requires_grad_().to(random.device);
        network.Format = new(BFloat16: bfloat16);
        var discriminator = stack.Push(Loss.CreateDiscriminator(random, group, bfloat16));
        var trunk = stack.Push(Loss.LoadTrunk(random.device));
        return stack.PopAll(new UpscalerLearner(network, Degradation, Loss, discriminator, trunk, Optimiser, training.EmaDecay));
    }
}
