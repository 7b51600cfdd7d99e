using Atelier.Core;
using Atelier.Training.Data;

namespace Atelier.Cli.Output;

/// <summary>Tells of pictures that were left out of training or an evaluation.</summary>
internal static class SkippedPictures
{
    /// <summary>Writes a line for each to standard error.</summary>
    public static IProgress<SkippedPicture> Told { get; } =
        new SynchronousProgress<SkippedPicture>(picture => Console.Error.WriteLine($"Skipped {picture.Name}: {picture.Reason}"));
}
