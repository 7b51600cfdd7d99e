using Atelier.Art.Sample;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds.Sample;

/// <summary>The files of several pictures: each for itself, and all on one sheet.</summary>
internal static class SheetOutputs
{
    private const int Columns = 8;

    /// <summary>The outputs: <c>picture</c> of one; else <c>picture-01</c> and so on, and <c>sheet</c>.</summary>
    public static IReadOnlyList<JobOutput> Of(SampledPictures sampled) => sampled.Pictures is [var only]
        ? [JobOutput.Png("picture", only)]
        : [
            .. sampled.Pictures.Select((picture, i) => JobOutput.Png($"picture-{i + 1:D2}", picture)),
            JobOutput.Png("sheet", ContactSheet.Draw(sampled.Pictures, Columns)),
        ];
}
