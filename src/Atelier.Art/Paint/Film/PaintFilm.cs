using Atelier.Art.Paint.Rendering;
using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Film;

/// <summary>A film of a painting being painted. The first strokes are slow, each drawn along its length; the last ones come many at a
/// time.</summary>
public sealed class PaintFilm(Painting painting, Finish finish, FilmOptions options)
{
    /// <summary>Total number of frames.</summary>
    public int Frames => Moving + (int)Math.Round(options.Pause * options.Rate);

    private int Moving => Math.Max(1, (int)Math.Round(options.Duration * options.Rate));

    /// <summary>Writes the film in the format of its extension: .mp4, .webm, .gif, .webp, or a folder of PNG frames. It appears complete or
    /// not at all.</summary>
    /// <exception cref="OutputException">The format is unsupported, or the file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is left behind.</exception>
    public void Write(string path, IProgress<(int Frame, int Frames)>? progress = null, CancellationToken cancel = default)
    {
        options.Validate();
        var longer = options.LongerSide > 0 ? options.LongerSide : Math.Min(1080, Math.Max(painting.Width, painting.Height));
        var (width, height) = painting.SizeWithLongerSide(longer);
        (width, height) = (width + (width % 2), height + (height % 2)); // video codecs need even sides
        using var film = FilmWriter.Create(path, width, height, options.Rate);
        try
        {
            WriteFrames(film, width, height, progress, cancel);
        }
        catch (AtelierException) when (cancel.IsCancellationRequested) // Ctrl-C reached the encoder first
        {
            throw new OperationCanceledException(cancel);
        }
    }

    private void WriteFrames(FilmWriter film, int width, int height, IProgress<(int Frame, int Frames)>? progress, CancellationToken cancel)
    {
        var canvas = painting.BlankCanvas(width, height, painting.Brushes());
        double done = 0;
        for (var frame = 0; frame < Frames; frame++)
        {
            cancel.ThrowIfCancellationRequested();
            var until = frame >= Moving - 1 ? painting.Strokes.Count : StrokesAt((frame + 1.0) / Moving);
            if (frame == 0 || until > done || options.Cursor)
            {
                Advance(canvas, done, until);
                done = until;
                film.Add(Frame(canvas, done));
            }
            else
            {
                film.Repeat();
            }

            progress?.Report((frame + 1, Frames));
        }

        film.Finish();
    }

    /// <summary>The number of strokes painted after a fraction of the time, in [0, count]: exponential growth.</summary>
    internal double StrokesAt(double time) => Math.Pow(painting.Strokes.Count + 1.0, time) - 1;

    // the first and the last stroke may be painted in part
    private void Advance(Canvas canvas, double from, double to)
    {
        var strokes = painting.Strokes;
        for (var i = (int)from; i < strokes.Count && i < to; i++)
        {
            canvas.Draw(strokes[i], (float)Math.Max(0, from - i), (float)Math.Min(1, to - i));
        }
    }

    private Picture Frame(Canvas canvas, double done)
    {
        var picture = finish.Apply(canvas);
        if (options.Cursor && done < painting.Strokes.Count)
        {
            BrushCursor.Draw(picture, painting.Strokes[(int)done], (float)(done - Math.Floor(done)));
        }

        return picture;
    }
}
