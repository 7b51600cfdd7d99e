using Atelier.Art.Explore.Journeys;
using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Explore.Films.Frames;

/// <summary>The frames of a film, each led by prompts. A frame starts with what led the one before it away from its original, so that the
/// style stays where it is instead of being found anew every time.</summary>
public sealed class StyledFrames : IFrameSource
{
    private const double Anchor = 0.1;   // weak: words shall change the picture, at the least strength that is of use
    private readonly JourneyModels _models;
    private readonly PromptGuide _guide;
    private readonly FilmReader _film;
    private readonly int _first;
    private readonly int _iterations;
    private readonly double _strength;
    private int _read;     // frames of the film
    private readonly LatentInertia _inertia = new(share: 0.95);

    /// <summary>Frames after those of a film.</summary>
    /// <param name="models">The networks with a CLIP; it owns them.</param>
    /// <param name="film">The film, which it owns.</param>
    /// <param name="count">Its frames.</param>
    /// <param name="words">The prompts.</param>
    /// <param name="first">Iterations of the first frame, which finds the style.</param>
    /// <param name="iterations">Iterations of every other frame.</param>
    /// <param name="strength">How far words lead away from the film, above 0 to 1.</param>
    public StyledFrames(JourneyModels models, FilmReader film, int count, string words, int first, int iterations, double strength) =>
        (_models, _film, Count, _first, _iterations, _strength, _guide) =
            (models, film, count, first, iterations, strength, new(models, [words]));

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Width => _models.Width;

    /// <inheritdoc/>
    public int Height => _models.Height;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State => _inertia.State;

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, StoredTensor> state) => _inertia.Restore(state, _models.Device);

    /// <inheritdoc/>
    public Tensor Next(int frame)
    {
        using var scope = NewDisposeScope();
        var original = _models.EncodeExactly(_models.Fit(Read(frame)));
        using var critic = _guide.At(0);
        var led = _models.Guide(
            _inertia.Begin(original), critic, _inertia.Away is null ? _first : _iterations,
            Anchor * (1 - _strength), 4 * _strength);
        _inertia.Keep(led, original);
        return scope.MoveToOuter(_models.Decode(led));
    }

    /// <summary>Disposes film and networks.</summary>
    public void Dispose()
    {
        _inertia.Dispose();
        _guide.Dispose();
        _film.Dispose();
        _models.Dispose();
    }

    /// <summary>The number of frames of a film, which only reading it to its end tells.</summary>
    /// <exception cref="ImageFormatException">It is no film, or damaged.</exception>
    public static int CountFrames(string path)
    {
        using var film = FilmReader.Open(path);
        var count = 0;
        while (film.Next() is not null)
        {
            count++;
        }

        return count > 0 ? count : throw new ImageFormatException($"'{path}' holds no frame.");
    }

    private Picture Read(int frame)
    {
        Picture? picture = null;
        for (; _read <= frame; _read++)
        {
            picture = _film.Next();
        }

        return picture ?? throw new ImageFormatException($"The film ends before its frame {frame + 1}.");
    }
}
