using Atelier.Models.SuperResolution;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Learners.SuperResolution.Degradations;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.SuperResolution;

/// <summary>Which network enlarges.</summary>
public enum UpscalerNetwork
{
    /// <summary>SRVGGNetCompact.</summary>
    Srvgg,

    /// <summary>RRDBNet.</summary>
    Rrdb,
}

/// <summary>An upscaler in a recipe: <c>model: {kind: upscaler, network: srvgg, scale, features, convolutions}</c> or <c>{network: rrdb,
/// scale, features, blocks, growth}</c>, with <c>start</c>, the model whose weights it begins with, if there is one.</summary>
internal sealed record UpscalerOptions(
    UpscalerNetwork Network,
    SrvggOptions Srvgg,
    RrdbOptions Rrdb,
    NamedModel? Start,
    Degradation Degradation,
    UpscalerLoss Loss,
    OptimiserOptions Optimiser) : ILearnerOptions
{
    public static UpscalerOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var network = model.Choice<UpscalerNetwork>("network", UpscalerNetwork.Srvgg);
        var (srvgg, rrdb) = (new SrvggOptions(), new RrdbOptions());
        if (network == UpscalerNetwork.Srvgg)
        {
            srvgg = new()
            {
                Scale = model.Whole("scale", 4, 2, 8),
                Features = model.Size("features", 64),
                Convolutions = model.Whole("convolutions", 16, 1, 256),
            };
        }
        else
        {
            var scale = model.Whole("scale", 4, 1, 4) is var said and not 3 ? said : throw model.Wrong("scale", "1, 2 or 4 is needed");
            rrdb = RrdbOptions.FromScale(scale) with
            {
                Features = model.Size("features", 64),
                Blocks = model.Whole("blocks", 6, 1, 256),
                Growth = model.Size("growth", 32),
            };
        }

        var start = NamedModel.Read(model, "start");
        var optimiser = OptimiserOptions.Read(root.Section("optimiser"));
        var loss = UpscalerLoss.Read(root, data, optimiser);
        Requirements.Divisible(root, data, 4 * (network == UpscalerNetwork.Srvgg ? srvgg.Scale : rrdb.Scale));
        return new(network, srvgg, rrdb, start, Degradation.Read(root.Section("degradation")), loss, optimiser);
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        var fast = training.Precision == Precision.Bf16;
        var network = StartWeights.Build<Upscaler>(
            Start, random, group, weights => Network == UpscalerNetwork.Srvgg ? new SrvggNet(weights, Srvgg) : new RrdbNet(weights, Rrdb));
        network.requires_grad_().to(random.device);
        network.Format = new(BFloat16: fast);
        return new UpscalerLearner(
            network, Degradation, Loss, Loss.CreateDiscriminator(random, group, fast), Loss.CreateTrunk(random.device), Optimiser,
            training.Average);
    }
}
