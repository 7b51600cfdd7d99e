using System.Text.Json;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds;

/// <summary>A kind of job. The studio plans with it before it accepts a job, a worker runs it. A new kind is one class, and one line in
/// <see cref="JobKinds"/>.</summary>
public interface IJobKind
{
    /// <summary>Its name in requests: <c>imagine</c>.</summary>
    string Name { get; }

    /// <summary>What it does, in one sentence.</summary>
    string Summary { get; }

    /// <summary>The record of its options; forms are built from its JSON schema.</summary>
    Type Input { get; }

    /// <summary>Whether it changes what all users share, such as the installed models: then only the studio's owner may order it.</summary>
    bool IsForOwners { get; }

    /// <summary>Checks a request, and completes it so that every run of it gives the same. Loads no network.</summary>
    /// <param name="input">The options, as JSON.</param>
    /// <param name="index">The job's place among those ordered together, from 0.</param>
    /// <exception cref="AtelierException">An option is unknown or out of range, or a model is missing.</exception>
    PlannedJob Plan(JsonElement input, int index);

    /// <summary>Does the job.</summary>
    /// <param name="input">The options that <see cref="Plan"/> completed.</param>
    /// <param name="run">Where it runs.</param>
    /// <exception cref="AtelierException">It cannot be done.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before it had a result.</exception>
    JobResult Run(JsonElement input, JobRun run);
}

/// <summary>A checked request.</summary>
/// <param name="Input">The complete options, as JSON.</param>
/// <param name="Pictures">SHA-256 of the pictures it needs.</param>
/// <param name="Models">Names of the models it needs.</param>
/// <param name="Total">Iterations, if they are known.</param>
public sealed record PlannedJob(string Input, IReadOnlyList<string> Pictures, IReadOnlyList<string> Models, int? Total);

/// <summary>A file that a job made.</summary>
/// <param name="Name">Its name. <c>picture</c>, and whatever begins with <c>picture-</c>, goes into the gallery.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Width">In pixels, of a picture.</param>
/// <param name="Height">In pixels, of a picture.</param>
/// <param name="Title">The words it is found by in the gallery; null for those of the job.</param>
public sealed record JobOutput(
    string Name, string Type, byte[] Content, int? Width = null, int? Height = null, string? Title = null)
{
    /// <summary>A picture as PNG, with what the program notes in it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="title">The words it is found by; null for those of the job.</param>
    public static JobOutput Png(string name, Picture picture, string? title = null) => new(
        name, "image/png", picture.Encode(".png", new Dictionary<string, string> { ["Software"] = "Atelier" }), picture.Width,
        picture.Height, title);
}

/// <summary>What a job made.</summary>
/// <param name="Outputs">Its files.</param>
/// <param name="Parameters">With what they were made.</param>
/// <param name="Message">A note for people, or null.</param>
public sealed record JobResult(IReadOnlyList<JobOutput> Outputs, JsonElement Parameters, string? Message = null);
