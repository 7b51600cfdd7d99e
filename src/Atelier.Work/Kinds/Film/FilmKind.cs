using Atelier.Art.Explore.Films;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds.Film;

/// <summary>A film of scenes that become one another: the film, and the frame in its middle as its picture.</summary>
public sealed class FilmKind() : JobKind<FilmInput>("film", "Films a story, scene by scene, or with a moving camera.")
{
    /// <inheritdoc/>
    protected override Completed Plan(FilmInput input, int index)
    {
        input = input with
        {
            Model = ModelNames.Require(input.Model, "vqgan"),
            Clip = ModelNames.Require(input.Clip, "clip"),
            Seed = JobSeed.Resolve(input.Seed, index),
        };
        input.Validate();
        return new(input, input.Scenes.Select(scene => scene.Picture), [input.Model, input.Clip]);
    }

    /// <inheritdoc/>
    protected override JobResult Run(FilmInput input, JobRun run)
    {
        foreach (var id in input.Scenes.Select(scene => scene.Picture).OfType<string>())
        {
            File.SetLastWriteTimeUtc(run.PathOf(id), DateTime.UnixEpoch); // the same wherever it goes on
        }

        var (output, state) = (Path.Combine(run.Folder, "film.mp4"), new FolderCheckpoint(run, "film.mp4.work"));
        _ = state.Restore();
        var order = new FilmOrder { Output = output, Rate = input.Fps, Size = input.Size };
        var film = input.ToStory(run.PathOf).Prepare(order, input.ToOptions(), input.WorkSize, run.Device, BeforeFrames, run.Stopping);
        var middle = Middle(Path.Combine(state.Folder, "frames"));
        try
        {
            film.Run(Report, run.Stopping);
        }
        catch (OperationCanceledException)
        {
            state.Save(film.Done);
            throw;
        }

        var (width, height) = film.Size;
        return new(
            [
                new("picture", "image/png", middle, width, height),
                new("film", "video/mp4", File.ReadAllBytes(output), width, height),
            ],
            InputJson.ToElement(input),
            $"{film.Count} frames of {width} × {height} pixels");

        void BeforeFrames(string what, double share) => run.Report(new((int)(100 * share), 100, Message: what));

        void Report(string what, double share)
        {
            if (film.Count == 0)
            {
                BeforeFrames(what, share);
                state.SaveNowAndThen(0);
                return;
            }

            var frame = Path.Combine(state.Folder, "frames", $"{film.Done:D5}.png");
            var stride = (film.Count + JobRun.MostPreviews - 1) / JobRun.MostPreviews;
            if (film.Done == (film.Count + 1) / 2)
            {
                middle = File.ReadAllBytes(frame);
            }

            var preview = film.Done % stride == 0 ? Picture.Load(frame).Encode(".webp") : null;
            run.Report(new(film.Done, film.Count, Message: "frames"), preview);
            state.SaveNowAndThen(film.Done);
        }
    }

    // of the frames that an earlier worker made
    private static byte[] Middle(string frames) =>
        Directory.Exists(frames) && Directory.GetFiles(frames).Order(StringComparer.Ordinal).ToList() is [_, ..] files
            ? File.ReadAllBytes(files[files.Count / 2]) : [];
}
