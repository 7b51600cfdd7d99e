namespace Atelier.Art.Explore.Journeys;

/// <summary>A way that passes pictures, one after another, at an even pace between each two. At a picture it shows exactly that one: what
/// the codec loses of it fades in and out around it.</summary>
public sealed class Journey : IJourney
{
    private readonly JourneyModels _models;
    private readonly List<Tensor> _lost = []; // of each stop, what the codec does not show; [1, 3, h, w]
    private readonly List<IWalk> _walks = [];
    private readonly List<EvenPace> _paces = [];

    private Journey(JourneyModels models) => _models = models;

    /// <summary>Legs between neighbouring pictures.</summary>
    public int Legs => _walks.Count;

    /// <summary>The length of each leg, as <see cref="FrameDistance"/> sees it.</summary>
    public IReadOnlyList<double> Lengths => [.. _paces.Select(pace => pace.Length)];

    /// <summary>Plans a journey.</summary>
    /// <param name="models">The networks; they must live longer.</param>
    /// <param name="stops">Two or more pictures [1, 3, h, w] in [0, 1].</param>
    /// <param name="kind">What it passes through; <see cref="WalkKind.Clip"/> begins as <see cref="WalkKind.Latent"/>.</param>
    /// <param name="loop">Whether it leads from the last picture back to the first.</param>
    /// <param name="points">Pictures by which each leg is measured.</param>
    /// <param name="cancel">Cancels while it is measured.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Journey Plan(
        JourneyModels models, IReadOnlyList<Tensor> stops, WalkKind kind, bool loop, int points, CancellationToken cancel = default)
    {
        var journey = new Journey(models);
        using var scope = NewDisposeScope();
        try
        {
            Tensor[] latents = [.. stops.Select(models.EncodeExactly)];
            journey._lost.AddRange(stops.Zip(latents, (stop, latent) => (stop - models.Decode(latent)).DetachFromDisposeScope()));
            for (var leg = 0; leg < stops.Count - (loop ? 0 : 1); leg++)
            {
                var (from, to) = (latents[leg], latents[(leg + 1) % latents.Length]);
                journey._walks.Add(kind == WalkKind.Codes ? new CodeWalk(from, to) : new LatentWalk(from, to));
                var at = leg;
                journey._paces.Add(EvenPace.Measure(time => journey.Show(at, time, journey._walks[at].At(time)), points, cancel));
            }

            return journey;
        }
        catch
        {
            journey.Dispose();
            throw;
        }
    }

    /// <summary>The picture [1, 3, h, w] at a place: 1.5 is halfway, as it is seen, between the second and the third stop.</summary>
    public Tensor At(double place)
    {
        using var scope = NewDisposeScope();
        var (leg, time) = Find(place);
        return scope.MoveToOuter(Show(leg, time, _walks[leg].At(time)));
    }

    /// <summary>The latent [1, e, h / f, w / f] at a place.</summary>
    public Tensor LatentAt(double place)
    {
        var (leg, time) = Find(place);
        return _walks[leg].At(time);
    }

    /// <summary>The picture [1, 3, h, w] at a place, of another latent than the way's.</summary>
    public Tensor Show(double place, Tensor latent)
    {
        var (leg, time) = Find(place);
        return Show(leg, time, latent);
    }

    /// <summary>Disposes all walks.</summary>
    public void Dispose()
    {
        _walks.ForEach(walk => walk.Dispose());
        _lost.ForEach(lost => lost.Dispose());
    }

    private (int Leg, double Time) Find(double place)
    {
        var leg = Math.Clamp((int)place, 0, Legs - 1);
        return (leg, _paces[leg].TimeAt(place - leg));
    }

    private Tensor Show(int leg, double time, Tensor latent)
    {
        using var scope = NewDisposeScope();
        var (before, after) = (_lost[leg], _lost[(leg + 1) % _lost.Count]);
        return scope.MoveToOuter(
            (_models.Decode(latent) + (before * ((1 - time) * (1 - time))) + (after * (time * time))).clamp(0, 1));
    }
}
