using Atelier.Core;
using Atelier.Torch.Process;
using Atelier.Training.Recipes;

namespace Atelier.Training.Loop;

/// <summary>Length of a run, batch size and intervals: the section <c>training</c>.</summary>
public sealed record TrainingOptions
{
    /// <summary><c>steps</c> in all.</summary>
    public required long Steps { get; init; }

    /// <summary><c>batch</c>: the batch size.</summary>
    public required Located<int> Batch { get; init; }

    /// <summary><c>accumulate</c>: batches whose gradients are accumulated for one step.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary><c>clip</c>: the norm to which each network's gradient is clipped; 0 for no clipping.</summary>
    public double MaxGradientNorm { get; init; }

    /// <summary><c>precision</c>, fp32 or bf16; <c>auto</c> is resolved when it is read.</summary>
    public Located<Precision> Precision { get; init; }

    /// <summary><c>average</c>: decay of the moving average of the weights, which is what is saved; 0 for none.</summary>
    public double EmaDecay { get; init; }

    /// <summary><c>seed</c> of weights, data order and everything else that is random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary><c>log_every</c>: steps between log entries.</summary>
    public int LogEvery { get; init; } = 20;

    /// <summary><c>sample_every</c>: steps between sample sheets with metrics on held-out pictures.</summary>
    public int SampleEvery { get; init; } = 200;

    /// <summary><c>checkpoint_every</c>: steps between checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 200;

    /// <summary><c>test_pictures</c>: held-out pictures for the metrics at the end; a quarter of them on the way.</summary>
    public int TestPictures { get; init; } = 512;

    /// <summary>Whether networks compute in bf16.</summary>
    public bool IsBf16 => Precision.Value == Torch.Precision.Bf16;

    /// <summary>Reads the section.</summary>
    public static TrainingOptions Read(RecipeSection section)
    {
        var precision = section.Enum<Precision>("precision", Torch.Precision.Fp32);
        return new()
        {
            Steps = section.Int("steps"),
            Batch = section.Locate("batch", section.Int("batch", max: 65536)),
            Accumulate = section.Int("accumulate", 1, 1, 4096),
            MaxGradientNorm = section.Double("clip", 0),
            Precision = section.Locate("precision", precision != Torch.Precision.Auto ? precision
                : Processor.HasBf16 ? Torch.Precision.Bf16 : Torch.Precision.Fp32),
            EmaDecay = section.Double("average", 0, 0, 0.999999),
            Seed = (ulong)section.Int("seed", 1, 0),
            LogEvery = section.Int("log_every", 20),
            SampleEvery = section.Int("sample_every", 200),
            CheckpointEvery = section.Int("checkpoint_every", 200),
            TestPictures = section.Int("test_pictures", 512, 4),
        };
    }
}
