using Atelier.Core;
using Atelier.Torch.Process;
using Atelier.Training.Recipes;

namespace Atelier.Training.Loop;

/// <summary>How long and how often: the section <c>training</c>.</summary>
public sealed record TrainingOptions
{
    /// <summary><c>steps</c> in all.</summary>
    public required long Steps { get; init; }

    /// <summary><c>batch</c>: pictures at once.</summary>
    public required int Batch { get; init; }

    /// <summary><c>accumulate</c>: batches whose gradients are added up for one step.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary><c>clip</c>: the longest a network's gradient may be; 0 for any length.</summary>
    public double Clip { get; init; }

    /// <summary><c>precision</c>, fp32 or bf16; what <c>auto</c> means is settled on reading.</summary>
    public Precision Precision { get; init; }

    /// <summary><c>average</c>: decay of the moving average of the weights, which is what is kept; 0 for none.</summary>
    public double Average { get; init; }

    /// <summary><c>seed</c> of weights, data order and chance.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary><c>log_every</c> so many steps.</summary>
    public int LogEvery { get; init; } = 20;

    /// <summary><c>sample_every</c> so many steps a sheet is drawn and held-out pictures are tested.</summary>
    public int SampleEvery { get; init; } = 200;

    /// <summary><c>checkpoint_every</c> so many steps.</summary>
    public int CheckpointEvery { get; init; } = 200;

    /// <summary><c>test_pictures</c>: held-out pictures tested at the end; a quarter of them on the way.</summary>
    public int TestPictures { get; init; } = 512;

    /// <summary>Reads the section.</summary>
    public static TrainingOptions Read(RecipeSection section) => new()
    {
        Steps = section.Whole("steps"),
        Batch = section.Whole("batch", most: 65536),
        Accumulate = section.Whole("accumulate", 1, 1, 4096),
        Clip = section.Number("clip", 0),
        Precision = section.Choice<Precision>("precision", Precision.Fp32) is var precision and not Precision.Auto
            ? precision
            : Processor.HasBf16 ? Precision.Bf16 : Precision.Fp32,
        Average = section.Number("average", 0, 0, 0.999999),
        Seed = (ulong)section.Whole("seed", 1, 0),
        LogEvery = section.Whole("log_every", 20),
        SampleEvery = section.Whole("sample_every", 200),
        CheckpointEvery = section.Whole("checkpoint_every", 200),
        TestPictures = section.Whole("test_pictures", 512, 4),
    };
}
