using Atelier.Core;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>What to draw, and how. Where something is left out, the model's own default holds.</summary>
public sealed record DiffusionRequest
{
    /// <summary>The words, in the grammar of <see cref="Text.PromptAttention"/>, of any length.</summary>
    public required string Prompt { get; init; }

    /// <summary>What to keep away from; it has an effect where there is guidance.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Other words, and how far the prompt's vectors lie on the way to theirs: 0 is the prompt, 1 the other words.</summary>
    public (string Prompt, double Share)? Toward { get; init; }

    /// <summary>One seed a picture.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [0];

    /// <summary>Pixels; a multiple of 8.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels; a multiple of 8.</summary>
    public int? Height { get; init; }

    /// <summary>One of <see cref="SchedulerFile.Names"/>.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Steps of the walk, from 1.</summary>
    public int? Steps { get; init; }

    /// <summary><c>guidance_scale</c>, from 0; see <see cref="Guidance"/>.</summary>
    public double? GuidanceScale { get; init; }

    /// <summary><c>guidance_rescale</c>, 0 to 1; see <see cref="Guidance"/>.</summary>
    public double GuidanceRescale { get; init; }

    /// <summary>eta of DDIM, 0 to 1.</summary>
    public double Eta { get; init; }

    /// <summary>A picture to begin with, [1 or n, 3, h, w] in [0, 1], of <see cref="Width"/> and <see cref="Height"/>; null for
    /// noise.</summary>
    public Tensor? InitImage { get; init; }

    /// <summary>How much of that picture may change: the share of the steps that are taken, above 0 and up to 1.</summary>
    public double Strength { get; init; } = 0.8;

    /// <summary>Where to paint anew, [1 or n, 1, h, w], 1 there and 0 where the picture is kept; null for everywhere.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>Side of the tiles, in latent pixels, by which pictures are decoded; null for all at once.</summary>
    public int? Tile { get; init; }

    /// <summary>A loss of the pictures that steers the walk; null for none.</summary>
    public PictureLoss? Guide { get; init; }

    /// <summary>Refuses what cannot be drawn.</summary>
    /// <exception cref="OptionException">Something is out of its range, or a picture of another size.</exception>
    internal void Check(int width, int height, int factor)
    {
        Require(Seeds.Count > 0, $"{nameof(Seeds)} is empty; one seed a picture is needed.", nameof(Seeds));
        Require(width > 0 && width % factor == 0, $"{nameof(Width)} {width} is no multiple of {factor}.", nameof(Width));
        Require(height > 0 && height % factor == 0, $"{nameof(Height)} {height} is no multiple of {factor}.", nameof(Height));
        Require(Strength is > 0 and <= 1, $"{nameof(Strength)} {Strength} is not above 0 and up to 1.", nameof(Strength));
        Require(GuidanceScale is null or >= 0, $"{nameof(GuidanceScale)} {GuidanceScale} is below 0.", nameof(GuidanceScale));
        Require(GuidanceRescale is >= 0 and <= 1, $"{nameof(GuidanceRescale)} {GuidanceRescale} is not from 0 to 1.",
            nameof(GuidanceRescale));
        Require(Eta is >= 0 and <= 1, $"{nameof(Eta)} {Eta} is not from 0 to 1.", nameof(Eta));
        Require(Tile is null or >= 8, $"{nameof(Tile)} {Tile} is below 8.", nameof(Tile));
        Require(Mask is null || InitImage is not null, $"{nameof(Mask)} needs {nameof(InitImage)}.", nameof(Mask), nameof(InitImage));
        RequireSize(InitImage, 3, nameof(InitImage));
        RequireSize(Mask, 1, nameof(Mask));

        void RequireSize(Tensor? picture, int channels, string option) => Require(
            picture is null || (picture.ndim == 4 && (picture.size(0) == 1 || picture.size(0) == Seeds.Count)
                && picture.size(1) == channels && picture.size(2) == height && picture.size(3) == width),
            $"{option} has the shape [{string.Join(", ", picture?.shape ?? [])}]; [1 or {Seeds.Count}, {channels}, {height}, {width}] is "
                + "needed.", option);

        static void Require(bool holds, string message, params string[] options)
        {
            if (!holds)
            {
                throw new OptionException(message, options);
            }
        }
    }
}
