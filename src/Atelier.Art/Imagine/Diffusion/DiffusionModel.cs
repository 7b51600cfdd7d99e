using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Generators;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Models;
using Atelier.Models.Diffusion.Files;
using Atelier.Models.Diffusion.Pipeline;

namespace Atelier.Art.Imagine.Diffusion;

/// <summary>A diffusion model on disk, found but not loaded. It draws pictures by itself, without the guided loop.</summary>
/// <param name="Path">The diffusers folder or the file.</param>
/// <param name="Description">What its headers tell.</param>
internal sealed record DiffusionModel(string Path, DiffusionDescription Description)
{
    private const double DefaultStrength = 0.8; // diffusers'
    private const int PreviewInterval = 5;      // steps: there are far fewer of them than iterations
    private const int Cutouts = 16;             // of a guided picture: Crowson's

    /// <summary>The diffusion model that the options name; null if it is none.</summary>
    /// <exception cref="ModelFileException">There is no such model, or it is damaged.</exception>
    public static DiffusionModel? Find(ImagineOptions options)
    {
        if (GeneratorRegistry.BuiltIn.Contains(options.Model))
        {
            return null;
        }

        var path = ModelHub.FindPath(options.Model, GeneratorRegistry.BuiltIn);
        if (Directory.Exists(path) && ModelFiles.IsModel(path))
        {
            path = ModelFiles.Find(path).Weights;
        }

        return DiffusionFiles.Recognises(path) ? new(path, DiffusionDescription.Read(path, options.Diffusion.Autoencoder)) : null;
    }

    /// <summary>The options with the model's defaults, in sizes that it can draw.</summary>
    /// <exception cref="OptionException">An option has no meaning here.</exception>
    public ImagineOptions Complete(ImagineOptions given)
    {
        GeneratorOptionNames.RequireOfDiffusion(given);
        var (defaults, asked) = (Description.Defaults, given.Diffusion);
        if (given.Strength == 0)
        {
            throw new OptionException($"{nameof(given.Strength)} 0 would change nothing: up to 1 is needed.", nameof(given.Strength));
        }

        if (given.Edit.Mask is { } mask && RegionMask.Parse(mask).IsWords)
        {
            throw new OptionException(
                $"{nameof(EditOptions.Mask)} {mask} needs a CLIP, which a diffusion model has none of: a picture, alpha or a part is " +
                "needed.",
                nameof(EditOptions.Mask));
        }

        var (width, height) = new PictureSizes(Description.Factor).Fit(given.Width ?? defaults.Side, given.Height ?? defaults.Side);
        return given with
        {
            Width = width,
            Height = height,
            Strength = given.InitImage is null ? null : given.Strength ?? DefaultStrength,
            SaveEvery = given.SaveEvery == new ImagineOptions().SaveEvery ? PreviewInterval : given.SaveEvery,
            Cutn = asked.Guide is null ? null : given.Cutn ?? Cutouts,
            CutPower = asked.Guide is null ? null : given.CutPower ?? 1,
            UnknownWords = null,
            Diffusion = asked with
            {
                Steps = asked.Steps ?? defaults.Steps, GuidanceScale = asked.GuidanceScale ?? defaults.GuidanceScale,
            },
        };
    }

    /// <summary>What the memory that it takes depends on.</summary>
    /// <param name="isGuided">Whether critics steer it, for which all that it computes is kept.</param>
    public GeneratorTraits Traits(bool isGuided) => new()
    {
        Sizes = new(Description.Factor),
        Parameters = Description.Parameters,
        KeptPerPixel = isGuided ? Description.FeatureMaps.Kept : Description.FeatureMaps.Held,
        BFloat16 = true,
    };

    /// <summary>The weight files by the names under which a record holds their hashes.</summary>
    public IEnumerable<(string Name, string File)> WeightFiles(ImagineOptions options)
    {
        var own = DiffusionFiles.WeightFiles(Path).Select(file => (Name(file), file));
        var loras = options.Diffusion.LoraFiles().Select(lora => (lora.Path, lora.Path));
        var vae = options.Diffusion.Autoencoder is { } apart ? DiffusionFiles.WeightFiles(apart).Select(file => (apart, file)) : [];
        return [.. own, .. loras, .. vae];

        // of a folder's network, with its subfolder
        string Name(string file) => Directory.Exists(Path) ? $"{options.Model}/{new FileInfo(file).Directory!.Name}" : options.Model;
    }
}
