using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Perceptual;
using Atelier.Training.Data;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>How reconstructions are made to look right: <c>loss.perceptual: {lpips: FILE, weight}</c> by LPIPS, or <c>loss.perceptual:
/// {trunk: MODEL, weight}</c> by the ResNet of a CLIP.</summary>
/// <param name="Lpips">A weight file of LPIPS, or null.</param>
/// <param name="Trunk">The folder of a CLIP, or null.</param>
/// <param name="Weight">What the distance is multiplied by.</param>
internal sealed record PerceptualOptions(NamedModel? Lpips, NamedModel? Trunk, double Weight)
{
    private const int SmallestForVgg = 16;

    public static PerceptualOptions? Read(RecipeSection root, DataOptions data)
    {
        var loss = root.Section("loss");
        if (!loss.Has("perceptual"))
        {
            return null;
        }

        var section = loss.Section("perceptual");
        var (lpips, trunk) = (NamedModel.Read(section, "lpips"), NamedModel.Read(section, "trunk"));
        if ((lpips is null) == (trunk is null))
        {
            throw loss.Wrong("perceptual", "either lpips, a weight file of LPIPS, or trunk, the folder of a CLIP with a ResNet, is needed");
        }

        if (trunk is not null)
        {
            Requirements.Divisible(root, data, 32);
        }

        return data.Size >= SmallestForVgg
            ? new(lpips, trunk, section.Number("weight", 1))
            : throw root.Section("data").Wrong("size", $"at least {SmallestForVgg} is needed, which LPIPS halves four times");
    }

    /// <summary>The distance between reconstructions and pictures.</summary>
    public PictureDistance Load(bool fast, Device device) =>
        Lpips?.Load<PictureDistance>(files => OfLpips(files, device)) ?? Trunk!.Load(files => OfTrunk(files, fast, device));

    /// <summary>The distance of features before activation.</summary>
    public PerceptualTrunk LoadBeforeActivation(Device device) => (Lpips ?? Trunk)!.Load(files => PerceptualTrunk.Load(files, device));

    private static LpipsModel OfLpips(ModelFiles files, Device device)
    {
        var lpips = LpipsFile.Load(files);
        lpips.to(device);
        return lpips;
    }

    private static ClipDistance OfTrunk(ModelFiles files, bool fast, Device device)
    {
        var clip = ClipFile.Load(files, device);
        if (fast)
        {
            clip.ToBFloat16();
        }

        return new ClipDistance(clip);
    }
}
