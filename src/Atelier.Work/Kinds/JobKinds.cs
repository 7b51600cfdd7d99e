using Atelier.Core;
using Atelier.Work.Kinds.Create;
using Atelier.Work.Kinds.Film;
using Atelier.Work.Kinds.Grid;
using Atelier.Work.Kinds.Imagine;
using Atelier.Work.Kinds.Models;
using Atelier.Work.Kinds.Paint;
using Atelier.Work.Kinds.Reconstruct;
using Atelier.Work.Kinds.Sample;
using Atelier.Work.Kinds.Train;
using Atelier.Work.Kinds.Upscale;

namespace Atelier.Work.Kinds;

/// <summary>All kinds of jobs.</summary>
public static class JobKinds
{
    /// <summary>One of each.</summary>
    public static IReadOnlyList<IJobKind> Create() =>
    [
        new ImagineKind(), new UpscaleKind(), new PaintKind(), new SampleKind(), new ReconstructKind(), new CompleteKind(),
        new GridKind(), new FilmKind(), new CreateKind(), new TrainKind(), new GetModelKind(),
    ];

    /// <summary>The kind of this name.</summary>
    /// <exception cref="OptionException">There is none.</exception>
    public static IJobKind Find(this IReadOnlyList<IJobKind> kinds, string name) => kinds.FirstOrDefault(kind => kind.Name == name)
        ?? throw new OptionException(
            $"There is no kind of job '{name}'; there are {string.Join(", ", kinds.Select(kind => kind.Name))}.", "kind");
}
