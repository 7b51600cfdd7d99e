using System.Text.Json;
using Atelier.Studio.Access;
using Atelier.Studio.Jobs;
using Atelier.Work.Kinds;

namespace Atelier.Studio.Faces;

/// <summary>Places orders of any face: each is checked by its kind before it is accepted.</summary>
internal sealed class JobOrders(JobIntake intake, IReadOnlyList<IJobKind> kinds)
{
    /// <summary>Places an order.</summary>
    /// <param name="caller">Whose it is.</param>
    /// <param name="kind">The kind of its jobs.</param>
    /// <param name="inputs">The options of each job.</param>
    /// <param name="source">The face.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="priority">Of the caller's own jobs, the higher comes first.</param>
    /// <param name="key">An idempotency key, or null.</param>
    /// <param name="request">SHA-256 of the request, with a key.</param>
    /// <param name="webhook">An address that is told when a job has ended, or null.</param>
    /// <exception cref="Core.AtelierException">An option is wrong, or the order cannot be accepted.</exception>
    public Task<IReadOnlyList<JobRow>> PlaceAsync(
        Caller caller, string kind, IEnumerable<JsonElement> inputs, string source, CancellationToken cancel,
        int priority = 0, string? key = null, string? request = null, string? webhook = null)
    {
        var planner = kinds.Find(kind);
        if (planner.IsForOwners && !caller.IsOwner)
        {
            throw new StudioException(
                403, "owners_only", $"A job of kind {kind} changes what all users share: only an owner may order it.");
        }

        var jobs = inputs.Select((input, index) => planner.Plan(input, index))
            .Select(plan => new JobRequest(plan.Input, plan.Pictures, plan.Models, plan.Total)).ToList();
        return intake.AcceptAsync(
            new(caller.Id, kind, jobs, source)
            {
                Priority = priority, IdempotencyKey = key, RequestSha256 = request, Webhook = webhook,
            },
            cancel);
    }
}
