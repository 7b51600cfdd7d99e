using System.Text.Json;
using Atelier.Models.Codecs.Kl;
using Atelier.Models.Diffusion.Files;
using Atelier.Tests;

namespace Atelier.Models.Tests.Diffusion;

/// <summary>The keys and shapes of released models at full size, with zeros that take no memory: nothing is missing, nothing left
/// over.</summary>
public class DiffusionLayoutTests
{
    [Theory]
    [InlineData("sd15-unet", 4, 768, 8)]
    [InlineData("sd15-inpaint-unet", 9, 768, 8)]
    [InlineData("ldm-sd15-unet", 4, 768, 8)]
    [InlineData("sd21-unet", 4, 1024, 20)]
    [InlineData("sdxl-unet", 4, 2048, 20)]
    public void Unet_OfAReleasedModel_Loads(string layout, int channels, int text, int heads)
    {
        using var scope = NewDisposeScope();
        var stored = Read(layout);

        using var model = UnetFile.Load(DiffusionPart.Unet(stored, ModelConfig.Empty, layout));

        Assert.Equal((channels, text, heads),
            (model.Options.InChannels, model.Options.CrossAttentionDim, model.Options.Heads[^1]));
        AssertSame(stored, model);
    }

    [Theory]
    [InlineData("sd-vae")]
    [InlineData("ldm-sd15-vae")]
    public void Autoencoder_OfAReleasedModel_Loads(string layout)
    {
        using var scope = NewDisposeScope();
        var stored = Read(layout);

        using var model = AutoencoderFile.Load(DiffusionPart.Autoencoder(stored, ModelConfig.Empty, layout));

        Assert.Equal(new KlOptions().Multipliers, model.Options.Multipliers);
        AssertSame(stored, model);
    }

    [Theory]
    [InlineData("sd15-text", 12, false)]
    [InlineData("sd21-text", 23, true)]
    [InlineData("sdxl-text2", 32, true)]
    public void TextEncoder_OfAReleasedModel_Loads(string layout, int layers, bool exact)
    {
        using var scope = NewDisposeScope();
        var stored = Read(layout);

        using var model = TextEncoderFile.Load(DiffusionPart.Text(stored, ModelConfig.Empty, layout));

        Assert.Equal((layers, exact), (model.Options.Layers, model.Options.ExactGelu));
        AssertSame(stored, model);
    }

    [Fact]
    public void OriginalNames_OfTheUnet_BecomeExactlyDiffusers()
    {
        var (original, diffusers) = (UnetKeys.ToDiffusers(Read("ldm-sd15-unet")), Read("sd15-unet"));

        Assert.Equal(Shapes(diffusers), Shapes(original));
    }

    [Fact]
    public void OriginalNames_OfXl_BecomeExactlyDiffusers()
    {
        var diffusers = Read("sdxl-unet");
        var original = diffusers.ToDictionary(entry => OriginalNames.Of(entry.Key), entry => entry.Value);

        Assert.Equal(Shapes(diffusers), Shapes(UnetKeys.ToDiffusers(original)));
    }

    [Fact]
    public void DiffusersNames_OfTheAutoencoder_BecomeExactlyTheOriginal() =>
        Assert.Equal(Shapes(Read("ldm-sd15-vae")), Shapes(VaeKeys.ToOriginal(Read("sd-vae"))));

    private static Dictionary<string, StoredTensor> Read(string layout)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Golden.Locate("diffusion/layouts", layout + ".json")!));
        return json.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry =>
        {
            long[] shape = [.. entry.Value.EnumerateArray().Select(size => size.GetInt64())];
            return new StoredTensor(shape, () => zeros([1]).expand(shape));
        });
    }

    private static IEnumerable<string> Shapes(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.Shape)}]").Order();

    private static void AssertSame(IReadOnlyDictionary<string, StoredTensor> stored, nn.Module model) => Assert.Equal(
        stored.Values.Sum(tensor => tensor.Shape.Aggregate(1L, (a, b) => a * b)), model.parameters().Sum(parameter => parameter.numel()));
}
