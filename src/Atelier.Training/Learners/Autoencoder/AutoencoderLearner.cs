using Atelier.Imaging.Pictures;
using Atelier.Models.Codecs.Autoencoder;
using Atelier.Training.Data;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Autoencoder;

/// <summary>Minimizes the mean squared error of the reconstruction.</summary>
internal sealed class AutoencoderLearner : ILearner
{
    private readonly ConvAutoencoder _model;

    public AutoencoderLearner(ConvAutoencoder model, OptimiserOptions optimiser, double emaDecay)
    {
        _model = model;
        Modules = [new("autoencoder", model, optimiser, emaDecay)];
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        var x = (batch.ToTensor() * 2) - 1;
        var loss = F.mse_loss(_model.call(x), x);
        context.Metrics["loss"] = loss.ToDouble();
        context.Metrics["psnr"] = Similarity.Psnr(loss.ToDouble() / 4); // of values in [0, 1]
        return scope.MoveToOuter(loss);
    }

    public Tensor Sample(PictureBatch batch, Generator random)
    {
        using var scope = NewDisposeScope();
        var x = batch.ToTensor();
        return scope.MoveToOuter(SampleSheet.InPairs(x, Reconstruct(x)));
    }

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut) =>
        Fidelity.Measure(heldOut, Reconstruct).Metrics;

    public void WriteConfig(string folder) =>
        ConfigFile.Write(folder, new
        {
            kind = "autoencoder",
            picture_channels = _model.Sizes.PictureChannels,
            channels = _model.Sizes.Channels,
            code_channels = _model.Sizes.CodeChannels,
        });

    public void Dispose()
    {
        Modules[0].Dispose();
        _model.Dispose();
    }

    private Tensor Reconstruct(Tensor x) => ((_model.call((x * 2) - 1) + 1) / 2).clamp(0, 1);
}
