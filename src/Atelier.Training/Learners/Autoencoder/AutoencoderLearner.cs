using Atelier.Imaging.Pictures;
using Atelier.Models.Codecs.Autoencoder;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Autoencoder;

/// <summary>An autoencoder in a recipe: <c>model: {kind: autoencoder, channels, code_channels}</c>.</summary>
internal sealed record AutoencoderOptions(AutoencoderSizes Sizes, OptimiserOptions Optimiser) : ILearnerOptions
{
    public static AutoencoderOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var sizes = new AutoencoderSizes
        {
            PictureChannels = data.Channels,
            Channels = model.Wholes("channels", [32, 64, 128]),
            CodeChannels = model.Size("code_channels", 16),
        };
        Requirements.Divisible(root, data, sizes.Factor);
        Requirements.Fp32(root, training, "an autoencoder");
        return new(sizes, OptimiserOptions.Read(root.Section("optimiser")));
    }

    public ILearner Create(
        DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group) =>
        new AutoencoderLearner(new(Weights.Fresh(random, group), Sizes), Optimiser, training.Average);
}

/// <summary>Makes the squared error of the reconstruction small.</summary>
internal sealed class AutoencoderLearner : ILearner
{
    private readonly ConvAutoencoder _model;

    public AutoencoderLearner(ConvAutoencoder model, OptimiserOptions optimiser, double average)
    {
        _model = model;
        Players = [new("autoencoder", model, optimiser, average)];
    }

    public IReadOnlyList<Player> Players { get; }

    public Tensor Loss(Player player, PictureBatch batch, Turn turn)
    {
        using var scope = NewDisposeScope();
        var x = (batch.ToTensor() * 2) - 1;
        var loss = F.mse_loss(_model.call(x), x);
        turn.Figures["loss"] = loss.ToDouble();
        turn.Figures["psnr"] = Similarity.Psnr(loss.ToDouble() / 4);
        return scope.MoveToOuter(loss);
    }

    public Tensor Sample(PictureBatch shown, Generator random)
    {
        using var scope = NewDisposeScope();
        var x = shown.ToTensor();
        return scope.MoveToOuter(SampleSheet.InPairs(x, Reconstruct(x)));
    }

    public IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held) => Fidelity.Measure(held, Reconstruct).Figures;

    public void Describe(string folder) =>
        Description.Write(folder, new
        {
            kind = "autoencoder",
            picture_channels = _model.Sizes.PictureChannels,
            channels = _model.Sizes.Channels,
            code_channels = _model.Sizes.CodeChannels,
        });

    public void Dispose()
    {
        Players[0].Dispose();
        _model.Dispose();
    }

    private Tensor Reconstruct(Tensor x) => ((_model.call((x * 2) - 1) + 1) / 2).clamp(0, 1);
}
