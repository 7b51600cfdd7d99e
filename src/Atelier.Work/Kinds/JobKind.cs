using System.Text.Json;

namespace Atelier.Work.Kinds;

/// <summary>A kind whose options are a record.</summary>
/// <typeparam name="TInput">The record.</typeparam>
/// <param name="name">Its name in requests.</param>
/// <param name="summary">What it does, in one sentence.</param>
/// <param name="isForOwners">See <see cref="IJobKind.IsForOwners"/>.</param>
public abstract class JobKind<TInput>(string name, string summary, bool isForOwners = false) : IJobKind
    where TInput : class
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Summary => summary;

    /// <inheritdoc/>
    public Type Input => typeof(TInput);

    /// <inheritdoc/>
    public bool IsForOwners => isForOwners;

    /// <inheritdoc/>
    public PlannedJob Plan(JsonElement input, int index)
    {
        var plan = Plan(InputJson.Read<TInput>(input, name), index);
        return new(
            InputJson.Write(plan.Input), [.. plan.Pictures.OfType<string>().Select(PictureId.Sha256).Distinct()],
            [.. plan.Models.Select(name => ModelNames.Require(name)).Distinct()], plan.Total);
    }

    /// <summary>Whether it works with networks of <see cref="JobRun.Cache"/>; where it does not, they make room for its own.</summary>
    protected virtual bool UsesCache => false;

    /// <inheritdoc/>
    public JobResult Run(JsonElement input, JobRun run)
    {
        if (!UsesCache)
        {
            run.Cache.Clear();
        }

        return Run(InputJson.Read<TInput>(input, name), run);
    }

    /// <inheritdoc cref="IJobKind.Plan"/>
    protected abstract Completed Plan(TInput input, int index);

    /// <inheritdoc cref="IJobKind.Run"/>
    protected abstract JobResult Run(TInput input, JobRun run);

    /// <summary>Complete options.</summary>
    /// <param name="Input">The options.</param>
    /// <param name="Pictures">The pictures it names; nulls are skipped.</param>
    /// <param name="Models">The models it names.</param>
    /// <param name="Total">Iterations, if they are known.</param>
    protected sealed record Completed(TInput Input, IEnumerable<string?> Pictures, IEnumerable<string> Models, int? Total = null);
}
