using Atelier.Media;
using Atelier.Models.SuperResolution;
using Atelier.Tensors;
using Atelier.Training.Data;
using Atelier.Training.Learning;

namespace Atelier.Training.Learners;

/// <summary>Makes the absolute error of the enlarged picture small (the PSNR-oriented stage of ESRGAN).</summary>
internal sealed class UpscalerLearner : ILearner
{
    private readonly IUpscaler _network;
    private readonly Degradation _degradation;

    public UpscalerLearner(IUpscaler network, Degradation degradation, OptimiserOptions optimiser, double average)
    {
        (_network, _degradation) = (network, degradation);
        Players = [new("upscaler", network.Parameters, optimiser, average)];
    }

    public IReadOnlyList<Player> Players { get; }

    public Tensor Loss(Player player, PictureBatch batch, Turn turn)
    {
        using var scope = TensorScope.Enter();
        var large = Rgb(batch.ToTensor());                                                // [b, 3, s, s]
        var error = _network.Forward(_degradation.Apply(large, _network.Scale, turn.Random)) - large;
        var loss = error.Abs().Mean();
        turn.Figures["loss"] = loss.Item();
        turn.Figures["psnr"] = Similarity.Psnr(error.Detach().Square().Mean().Item());
        return scope.Keep(loss);
    }

    public Tensor Sample(PictureBatch shown, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        var large = Rgb(shown.ToTensor());
        return scope.Keep(SampleSheet.InPairs(Bicubic(large), Enlarged(large)));
    }

    public IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held)
    {
        var pictures = held.ToList();
        return new Dictionary<string, double> { ["psnr"] = Psnr.Mean(pictures, Enlarged), ["psnr_bicubic"] = Psnr.Mean(pictures, Bicubic) };
    }

    public void Describe(string folder) => Description.Write(folder, new { kind = _network is SrvggNet ? "srvgg" : "rrdb", scale = _network.Scale });

    public void Dispose()
    {
        Players[0].Dispose();
        _network.Dispose();
    }

    // grey pictures serve too
    private static Tensor Rgb(Tensor x) => x.Size(1) == 3 ? x : x.Expand(-1, 3, -1, -1);

    private Tensor Enlarged(Tensor large) => _network.Forward(Degradation.Shrink(Rgb(large), _network.Scale)).Clamp(0, 1);

    private Tensor Bicubic(Tensor large) => Functional.ResizeBicubic(Degradation.Shrink(Rgb(large), _network.Scale), large.Size(2), large.Size(3)).Clamp(0, 1);
}
