using Atelier.Art.Explore.Films;
using Atelier.Cli.Output;
using Atelier.Imaging.Film;

namespace Atelier.Cli.Commands.Film;

/// <summary>Makes a film with its progress and result on the command line.</summary>
internal static class FilmRun
{
    /// <summary>Runs it.</summary>
    /// <param name="order">The file.</param>
    /// <param name="prepare">Makes the film, which reports its progress here until there are frames.</param>
    /// <param name="report">The output of the command.</param>
    /// <param name="cancel">Cancels between frames.</param>
    /// <returns>The exit code.</returns>
    public static int Run(
        FilmOrder order, Func<Action<string, double>, FilmMaker> prepare, Report report, CancellationToken cancel)
    {
        FilmWriter.RequireWritable(order.Output);
        FilmMaker? film = null;
        try
        {
            film = report.Progress("filming", show =>
            {
                var maker = film = prepare(show);
                maker.Run(show, cancel);
                return maker;
            });
        }
        catch (OperationCanceledException)
        {
            var done = film is { Count: > 0 } ? $"after {film.Done} of {film.Count} frames" : "before the first frame";
            report.Result(
                $"Stopped {done}: {FilmFolder.PathFor(order.Output)} keeps what is done, and the same command goes on from there.",
                new { stopped = true, frames = film?.Done ?? 0, work = FilmFolder.PathFor(order.Output) });
            return Interruption.ExitCode;
        }

        film.LeftOut.ToList().ForEach(what => report.Note($"{order.Output} cannot hold the {what}: it is left out."));
        report.Result(
            $"{order.Output}  ({film.Count} frames of {film.Size.Width} × {film.Size.Height} pixels)",
            new { film = order.Output, frames = film.Count, film.Size.Width, film.Size.Height });
        return 0;
    }
}
