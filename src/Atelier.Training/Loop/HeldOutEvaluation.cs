using Atelier.Imaging.Pictures;
using Atelier.Training.Data;

namespace Atelier.Training.Loop;

/// <summary>Samples and metrics on held-out pictures, with the averaged weights.</summary>
internal sealed class HeldOutEvaluation(
    ILearner learner, IPictureSource heldOut, Recipe recipe, Device device, IProgress<SkippedPicture>? skipped)
{
    private const int SamplePictures = 32;
    private const int SheetColumns = 8;
    private const int EnlargeBelow = 64;

    /// <summary>A sheet of samples; small pictures are drawn at twice their size.</summary>
    public Picture DrawSamples()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var average = learner.Modules[0].UseEma();
        using var random = new DeviceGenerator(recipe.Training.Seed ^ 0x5EED, device);
        var samples = learner.Sample(Batches(SamplePictures, SamplePictures).First(), random); // [n, c, h, w]
        samples = samples.size(3) < EnlargeBelow ? F.interpolate(samples, scale_factor: [2, 2]) : samples;
        return ContactSheet.Draw([.. samples.split(1, 0).Select(sample => sample.expand(1, 3, -1, -1).ToPicture())], SheetColumns);
    }

    /// <summary>The learner's metrics on the first pictures.</summary>
    public IReadOnlyDictionary<string, double> Measure(int pictures)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var average = learner.Modules[0].UseEma();
        return learner.Evaluate(Batches(pictures, recipe.Training.Batch));
    }

    private IEnumerable<PictureBatch> Batches(int pictures, int batchSize) =>
        DataLoader.InOrder(heldOut, recipe.Data, pictures, batchSize, skipped).Select(batch => batch with { Device = device });
}
