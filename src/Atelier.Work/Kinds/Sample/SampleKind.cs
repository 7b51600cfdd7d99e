using Atelier.Art.Sample;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Models.Diffusion.Pipeline;

namespace Atelier.Work.Kinds.Sample;

/// <summary>Pictures that a model draws by itself.</summary>
public sealed class SampleKind()
    : JobKind<SampleInput>("sample", "Samples pictures with a prior over codes, a GAN or a diffusion model.")
{
    /// <inheritdoc/>
    protected override Completed Plan(SampleInput input, int index)
    {
        input.Validate();
        if ((input.Width is null) != (input.Height is null))
        {
            throw new OptionException("A size needs both width and height.", "width");
        }

        input = input with
        {
            Model = ModelNames.Require(input.Model, "prior", "generator", "diffusion"), Seed = JobSeed.Resolve(input.Seed, index),
        };
        var kind = SamplerKinds.Of(ModelHub.Find(input.Model));
        foreach (var (name, _) in Given(input).Where(option => option.Value is not null && !Reads(kind, option.Name)))
        {
            throw new OptionException($"{name} has no effect with the model {input.Model}: leave it out.", name);
        }

        return kind == SamplerKind.Captions && input.Words is null
            ? throw new OptionException($"The model {input.Model} draws what words say: give some.", "words")
            : new(input, [], [input.Model]);
    }

    /// <inheritdoc/>
    protected override JobResult Run(SampleInput input, JobRun run)
    {
        var request = input.ToRequest() with
        {
            Size = input is { Width: { } width, Height: { } height } ? (width, height) : null,
        };
        var sampled = PictureSampler.Sample(input.Model, request, run.Device, progress: new SynchronousProgress<DenoisingProgress>(one =>
        {
            run.Stopping.ThrowIfCancellationRequested();
            run.Report(new(one.Step, one.Steps));
        }));
        return new(SheetOutputs.Of(sampled), InputJson.ToElement(input), sampled.Notes is [var note, ..] ? note : null);
    }

    private static (string Name, object? Value)[] Given(SampleInput input) =>
    [
        ("words", input.Words), ("class", input.Class), ("temperature", input.Temperature), ("topK", input.TopK), ("topP", input.TopP),
        ("guidance", input.Guidance), ("width", input.Width),
    ];

    private static bool Reads(SamplerKind kind, string option) => kind switch
    {
        SamplerKind.Generator => false,
        SamplerKind.Captions => option == "words",
        SamplerKind.Diffusion => option is "words" or "guidance" or "width",
        _ => true,
    };
}
