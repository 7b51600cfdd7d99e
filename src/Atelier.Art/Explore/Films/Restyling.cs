using Atelier.Art.Explore.Films.Frames;
using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Prompts;
using Atelier.Core;
using Atelier.Imaging.Film;

namespace Atelier.Art.Explore.Films;

/// <summary>A film whose pictures words change, one by one; its sound is kept.</summary>
public sealed record Restyling
{
    /// <summary>The film.</summary>
    public required string Film { get; init; }

    /// <summary>The prompts.</summary>
    public required string Words { get; init; }

    /// <summary>How far words lead away from the film, above 0 to 1.</summary>
    public double Strength { get; init; } = 0.5;

    /// <summary>Iterations of the first frame.</summary>
    public int FirstIterations { get; init; } = 40;

    /// <summary>Iterations of every other frame.</summary>
    public int FrameIterations { get; init; } = 3;

    /// <summary>The film, ready to be made.</summary>
    /// <param name="order">The file; rate and sound are the film's.</param>
    /// <param name="imagine">The networks.</param>
    /// <param name="longer">The longer side of the generated frames in pixels; the model's own by default.</param>
    /// <param name="device">The device to compute on.</param>
    /// <exception cref="AtelierException">A model is missing, an option is out of range, or the film cannot be read.</exception>
    public FilmMaker Prepare(FilmOrder order, ImagineOptions imagine, int? longer, Device device)
    {
        _ = PromptPlan.Parse(Words, "");
        (int Width, int Height) shape;
        using (var film = FilmReader.Open(Film))
        {
            shape = film.Channels == 3 ? (film.Width, film.Height)
                : throw new ImageFormatException($"'{Film}' is transparent in places, which generated frames are not: flatten it first.");
        }

        var count = StyledFrames.CountFrames(Film);
        var options = JourneyModels.Complete(imagine, longer, shape);
        order.Fit(options.Width!.Value, options.Height!.Value);
        JourneyModels.RequireMemory(options, device);
        return new(
            order with { Source = Film }, FilmRecord.Create("restyling", this, order, options, [Film]),
            _ => Begin(count, options, device), options.Precision.IsBFloat16(device), device);
    }

    private StyledFrames Begin(int count, ImagineOptions options, Device device)
    {
        var film = FilmReader.Open(Film);
        try
        {
            return new(JourneyModels.Load(options, guided: true, device), film, count, Words, FirstIterations, FrameIterations, Strength);
        }
        catch
        {
            film.Dispose();
            throw;
        }
    }
}
