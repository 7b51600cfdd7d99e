using Atelier.Art.Complete;
using Atelier.Art.Sample;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds.Sample;

/// <summary>Pictures of which a part is kept and the rest is drawn.</summary>
public sealed class CompleteKind()
    : JobKind<CompleteInput>("complete", "Completes a picture of which a part is kept, in several ways.")
{
    /// <inheritdoc/>
    protected override Completed Plan(CompleteInput input, int index)
    {
        input.Validate();
        try
        {
            _ = ObservedRegion.Parse(input.Keep);
        }
        catch (OptionException e)
        {
            throw new OptionException(e.Message.Replace(nameof(ObservedRegion), "keep", StringComparison.Ordinal), "keep");
        }

        input = input with { Model = ModelNames.Require(input.Model, "prior"), Seed = JobSeed.Resolve(input.Seed, index) };
        return new(input, [input.Picture], [input.Model]);
    }

    /// <inheritdoc/>
    protected override JobResult Run(CompleteInput input, JobRun run)
    {
        var sampled = PictureSampler.Complete(
            input.Model, Picture.Load(run.PathOf(input.Picture!)), ObservedRegion.Parse(input.Keep), input.ToRequest(), run.Device);
        return new(SheetOutputs.Of(sampled), InputJson.ToElement(input), sampled.Notes is [var note, ..] ? note : null);
    }
}
