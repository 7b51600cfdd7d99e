using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Explore.Films;

/// <summary>Makes the pictures that a film passes: those of words by the guided loop, all together.</summary>
public static class SceneMaker
{
    /// <summary>The picture of each stop. Runs of words are kept in the folder of scenes, and resumed there.</summary>
    /// <param name="stops">The stops.</param>
    /// <param name="options">Options of the runs, with their size.</param>
    /// <param name="folder">The folder of the film.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="report">Receives the current step and the fraction done.</param>
    /// <param name="cancel">Cancels between iterations.</param>
    /// <exception cref="AtelierException">A picture cannot be read or made.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what is done is kept.</exception>
    public static IReadOnlyList<Picture> Make(
        IReadOnlyList<Stop> stops, ImagineOptions options, FilmFolder folder, Device device, Action<string, double> report,
        CancellationToken cancel)
    {
        var words = stops.Where(stop => !stop.IsPicture).Select(stop => stop.Subject).Distinct().ToList();
        var runs = Run(words, options, folder, device, report, cancel);
        return [.. stops.Select(stop => Picture.Load(stop.IsPicture ? stop.Subject : runs[words.IndexOf(stop.Subject)].Picture))];
    }

    /// <summary>The latent of each of some words, for generators whose pictures do not tell it; the caller disposes them.</summary>
    /// <inheritdoc cref="Make"/>
    internal static IReadOnlyList<Latent> MakeLatents(
        IReadOnlyList<string> words, ImagineOptions options, FilmFolder folder, Device device, Action<string, double> report,
        CancellationToken cancel)
    {
        var different = words.Distinct().ToList();
        var runs = Run(different, options, folder, device, report, cancel);
        return [.. words.Select(word => runs[different.IndexOf(word)].RunFolder.ReadBest(device))];
    }

    private static List<TextToImagePipeline> Run(
        List<string> words, ImagineOptions options, FilmFolder folder, Device device, Action<string, double> report,
        CancellationToken cancel)
    {
        var runs = words.Select((prompt, i) => Begin(Path.Combine(folder.Scenes, $"{i + 1}"), options with { Prompt = prompt }, device))
            .ToList();
        var open = runs.Where(run => !File.Exists(run.Picture) || run.RunFolder.IterationsDone() < run.Iterations).ToList();
        var (done, total) = (new int[open.Count], open.Sum(run => (double)run.Iterations));
        var made = TextToImageBatch.Run(open, new SynchronousProgress<BatchStep>(step =>
        {
            done[step.Run] = step.Step.Iteration;
            report("scenes", done.Sum() / total);
        }), cancel);
        if (made.Select(one => one.Error).OfType<AtelierException>().FirstOrDefault() is { } error)
        {
            throw error;
        }

        cancel.ThrowIfCancellationRequested();
        return runs;
    }

    // the run of a scene, which an earlier process may have begun
    private static TextToImagePipeline Begin(string folder, ImagineOptions options, Device device)
    {
        var earlier = Directory.Exists(folder) ? Directory.GetDirectories(folder).FirstOrDefault() : null;
        return earlier is null ? TextToImagePipeline.Begin(options, folder, device) : TextToImagePipeline.Resume(earlier, device);
    }
}
