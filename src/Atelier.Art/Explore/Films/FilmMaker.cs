using Atelier.Art.Explore.Films.Frames;
using Atelier.Core;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Explore.Films;

/// <summary>Makes a film frame by frame in a <see cref="FilmFolder"/>, and writes it once all frames are there.</summary>
/// <param name="order">The file.</param>
/// <param name="record">All that its frames depend on: another record is another film.</param>
/// <param name="begin">Makes the source of the frames, with the scenes that it needs in this folder.</param>
/// <param name="fast">Whether an upscaler computes in bf16.</param>
/// <param name="device">The device of an upscaler.</param>
public sealed class FilmMaker(FilmOrder order, string record, Func<FilmFolder, IFrameSource> begin, bool fast, Device device)
{
    /// <summary>Frames that are done.</summary>
    public int Done { get; private set; }

    /// <summary>Frames of the film; 0 before they are known.</summary>
    public int Count { get; private set; }

    /// <summary>The film's size in pixels; (0, 0) before it is known.</summary>
    public (int Width, int Height) Size { get; private set; }

    /// <summary>Tracks of the source that the file cannot hold, in words.</summary>
    public IReadOnlyList<string> LeftOut { get; private set; } = [];

    /// <summary>Makes the film, or goes on with it. The file appears complete or not at all.</summary>
    /// <param name="report">Receives the current step and the fraction done.</param>
    /// <param name="cancel">Cancels between frames; those that are done are kept.</param>
    /// <exception cref="AtelierException">The film cannot be made or written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(Action<string, double> report, CancellationToken cancel)
    {
        FilmWriter.RequireWritable(order.Output);
        using var folder = FilmFolder.Open(order.Output, record);
        using (var source = begin(folder))
        {
            Count = source.Count;
            var size = order.Fit(source.Width, source.Height);
            Size = size;
            folder.Load(source);
            Done = folder.FramesDone;
            using var scaler = new FrameScaler((source.Width, source.Height), size, fast, device);
            while (Done < Count)
            {
                cancel.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                folder.Add(scaler.Scale(source.Next(Done).ToPicture(), cancel), source);
                Done++;
                report("frames", (double)Done / Count);
            }
        }

        Write(folder, cancel);
        folder.Delete();
    }

    private void Write(FilmFolder folder, CancellationToken cancel)
    {
        using var source = order.Source is { } path ? FilmReader.Open(path) : null;
        var first = folder.Frame(0);
        using var film = source is not null ? FilmWriter.Create(order.Output, first.Width, first.Height, source)
            : FilmWriter.Create(order.Output, first.Width, first.Height, order.Rate, order.Sound);
        try
        {
            for (var frame = 0; frame < Count; frame++)
            {
                cancel.ThrowIfCancellationRequested();
                film.Add(folder.Frame(frame));
            }

            film.Finish();
        }
        catch (AtelierException) when (cancel.IsCancellationRequested) // Ctrl-C reached the encoder first
        {
            throw new OperationCanceledException(cancel);
        }

        LeftOut = film.LeftOut;
    }
}
