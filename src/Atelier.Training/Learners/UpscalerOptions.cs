using Atelier.Models.SuperResolution;
using Atelier.Nn;
using Atelier.Tensors;
using Atelier.Training.Data;
using Atelier.Training.Learning;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>Which network enlarges.</summary>
public enum UpscalerNetwork
{
    /// <summary>SRVGGNetCompact.</summary>
    Srvgg,

    /// <summary>RRDBNet.</summary>
    Rrdb,
}

/// <summary>An upscaler in a recipe: <c>model: {kind: upscaler, network: srvgg, scale, features, convolutions}</c> or <c>{network: rrdb, scale, features, blocks, growth}</c>,
/// <c>degradation: {clean, blur, noise}</c>.</summary>
internal sealed record UpscalerOptions(UpscalerNetwork Network, SrvggOptions Srvgg, RrdbOptions Rrdb, Degradation Degradation, OptimiserOptions Optimiser) : ILearnerOptions
{
    public static UpscalerOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var network = model.Choice<UpscalerNetwork>("network", UpscalerNetwork.Srvgg);
        var (srvgg, rrdb) = (new SrvggOptions(), new RrdbOptions());
        if (network == UpscalerNetwork.Srvgg)
        {
            srvgg = new() { Scale = model.Whole("scale", 4, 2, 8), Features = model.Whole("features", 64), Convolutions = model.Whole("convolutions", 16) };
        }
        else
        {
            rrdb = new() { Scale = model.Whole("scale", 4, 1, 4) is var scale and not 3 ? scale : throw model.Wrong("scale", "1, 2 or 4 is needed"), Features = model.Whole("features", 64), Blocks = model.Whole("blocks", 6), Growth = model.Whole("growth", 32) };
        }

        Requirements.Divisible(root, data, 4 * (network == UpscalerNetwork.Srvgg ? srvgg.Scale : rrdb.Scale));
        return new(network, srvgg, rrdb, Degradation.Read(root.Section("degradation")), OptimiserOptions.Read(root.Section("optimiser")));
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, RandomGenerator random)
    {
        var fast = training.Precision == Precision.Bf16;
        IUpscaler network = Network == UpscalerNetwork.Srvgg
            ? new SrvggNet(Weights.Fresh(random), Srvgg) { ComputeInBFloat16 = fast }
            : new RrdbNet(Weights.Fresh(random), Rrdb) { ComputeInBFloat16 = fast };
        return new UpscalerLearner(network, Degradation, Optimiser, training.Average);
    }
}
