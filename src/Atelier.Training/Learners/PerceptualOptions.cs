using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Lpips;
using Atelier.Tensors;
using Atelier.Training.Data;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>How reconstructions are made to look right: <c>loss.perceptual: {lpips: FILE, weight}</c> by LPIPS, or <c>loss.perceptual: {trunk: MODEL, weight}</c> by the ResNet of a CLIP.</summary>
/// <param name="Lpips">A weight file of LPIPS, or null.</param>
/// <param name="Trunk">The folder of a CLIP, or null.</param>
/// <param name="Weight">What the distance is multiplied by.</param>
internal sealed record PerceptualOptions(string? Lpips, string? Trunk, double Weight)
{
    public static PerceptualOptions? Read(RecipeSection root, DataOptions data)
    {
        var loss = root.Section("loss");
        if (!loss.Has("perceptual"))
        {
            return null;
        }

        var section = loss.Section("perceptual");
        var (lpips, trunk) = (Requirements.Folder(section, "lpips"), Requirements.Folder(section, "trunk"));
        if ((lpips is null) == (trunk is null))
        {
            throw loss.Wrong("perceptual", "either lpips, a weight file of LPIPS, or trunk, the folder of a CLIP with a ResNet, is needed");
        }

        if (trunk is not null)
        {
            Requirements.Divisible(root, data, 32);
        }

        return new(lpips, trunk, section.Number("weight", 1));
    }

    public IPictureDistance Load(bool fast, Device device)
    {
        if (Lpips is not null)
        {
            var lpips = LpipsFile.Load(ModelFiles.Find(Lpips));
            lpips.Parameters.To(device);
            return lpips;
        }

        var clip = ClipFile.Load(ModelFiles.Find(Trunk!), device);
        if (fast)
        {
            clip.ToFastPath();
        }

        return new ClipDistance(clip);
    }
}
