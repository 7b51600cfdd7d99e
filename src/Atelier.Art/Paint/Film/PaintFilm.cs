using Atelier.Art.Paint.Rendering;
using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Film;

/// <summary>The film of a painting being painted: the first strokes slowly, each drawn along its
/// length, the last ones many at a time.</summary>
public sealed class PaintFilm(Painting painting, Finish finish, FilmOptions options)
{
    /// <summary>Frames in all.</summary>
    public int Frames => Moving + (int)Math.Round(options.Pause * options.Rate);

    private int Moving => Math.Max(1, (int)Math.Round(options.Duration * options.Rate));

    /// <summary>Writes the film in the format its name tells: .mp4, .webm, .gif, .webp, or a folder of PNG
    /// frames. It appears whole or not at all.</summary>
    /// <exception cref="UserException">The format is none of those, or the place cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is left behind.</exception>
    public void Write(string path, IProgress<(int Frame, int Frames)>? progress = null, CancellationToken cancel = default)
    {
        options.Validate();
        var longer = options.Size > 0 ? options.Size : Math.Min(1080, Math.Max(painting.Width, painting.Height));
        var (width, height) = painting.Sized(longer);
        (width, height) = (width + (width % 2), height + (height % 2)); // players want even sizes
        using var film = FilmWriter.Create(path, width, height, options.Rate);
        try
        {
            Shoot(film, width, height, progress, cancel);
        }
        catch (AtelierException) when (cancel.IsCancellationRequested) // Ctrl-C reached the encoder first
        {
            throw new OperationCanceledException(cancel);
        }
    }

    private void Shoot(FilmWriter film, int width, int height, IProgress<(int Frame, int Frames)>? progress, CancellationToken cancel)
    {
        var canvas = painting.Begin(width, height, painting.Brushes());
        double done = 0;
        for (var frame = 0; frame < Frames; frame++)
        {
            cancel.ThrowIfCancellationRequested();
            var until = frame >= Moving - 1 ? painting.Strokes.Count : StrokesAt((frame + 1.0) / Moving);
            if (frame == 0 || until > done || options.Cursor)
            {
                Advance(canvas, done, until);
                done = until;
                film.Add(Framed(canvas, done));
            }
            else
            {
                film.Repeat();
            }

            progress?.Report((frame + 1, Frames));
        }

        film.Finish();
    }

    /// <summary>How many strokes are painted after a share of the time, in [0, count]: about the same
    /// number of times as many in each moment.</summary>
    internal double StrokesAt(double share) => Math.Pow(painting.Strokes.Count + 1.0, share) - 1;

    // whole strokes between, and a part of the first and the last
    private void Advance(Canvas canvas, double from, double to)
    {
        var strokes = painting.Strokes;
        for (var i = (int)from; i < strokes.Count && i < to; i++)
        {
            canvas.Draw(strokes[i], (float)Math.Max(0, from - i), (float)Math.Min(1, to - i));
        }
    }

    private Picture Framed(Canvas canvas, double done)
    {
        var picture = finish.Apply(canvas);
        if (options.Cursor && done < painting.Strokes.Count)
        {
            BrushCursor.Draw(picture, painting.Strokes[(int)done], (float)(done - Math.Floor(done)));
        }

        return picture;
    }
}
