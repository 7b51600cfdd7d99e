using Atelier.Torch.WeightFiles;
using Atelier.Models.Painter;
using Atelier.Tests;

namespace Atelier.Models.Tests;

public class PainterGoldenTests
{
    [Fact]
    public void Tiny_Predictions_MatchTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("painter-tiny");
        using var model = Load();

        var (shapes, decisions) = model.call(golden.In("img"), golden.In("canvas"));

        golden.Check("param", shapes);
        golden.Check("decision", decisions);
    }

    [Fact]
    public void Tiny_GradientOfThePicture_MatchesTheOfficialCode()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Open("painter-tiny");
        using var model = Load();
        var picture = golden.In("img").requires_grad_();

        var (shapes, decisions) = model.call(picture, golden.In("canvas"));
        (shapes.sum() + decisions.sum()).backward();

        golden.Check("grad.img", picture.grad!);
    }

    [Fact]
    public void Layout_OfTheReleasedModel_LoadsWithNothingMissingOrLeftOver()
    {
        var stored = Layout.Read("painter");

        // throws when anything is off
        using var model = new PainterModel(Weights.From(stored, "painter"), PainterOptions.FromWeights(stored, "painter"));

        Assert.Equal(stored.Count, model.state_dict().Count);
        Assert.All(model.state_dict(), parameter => Assert.Equal(stored[parameter.Key].Shape, parameter.Value.shape));
    }

    private static PainterModel Load()
    {
        var path = Golden.Locate("painter-tiny", "painter-tiny.pth")!;
        var stored = WeightFile.Open(path);
        var model = new PainterModel(Weights.From(stored, path), PainterOptions.FromWeights(stored, path) with { Heads = 4 });
        model.Freeze();
        return model;
    }
}
