using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Explore.Journeys;

/// <summary>A way through latents that any generator has made pictures of, at an even pace between each two.</summary>
internal sealed class GeneratorJourney : IJourney
{
    private readonly IGenerator _generator;
    private readonly IReadOnlyList<Latent> _stops;
    private readonly List<EvenPace> _paces = [];

    private GeneratorJourney(IGenerator generator, IReadOnlyList<Latent> stops) => (_generator, _stops) = (generator, stops);

    /// <inheritdoc/>
    public IReadOnlyList<double> Lengths => [.. _paces.Select(pace => pace.Length)];

    /// <summary>Plans a journey.</summary>
    /// <param name="generator">The generator, which the journey owns from then on.</param>
    /// <param name="stops">Latents of two or more pictures, which it owns too.</param>
    /// <param name="loop">Whether it leads from the last picture back to the first.</param>
    /// <param name="points">Pictures by which each leg is measured.</param>
    /// <param name="cancel">Cancels while it is measured.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GeneratorJourney Plan(
        IGenerator generator, IReadOnlyList<Latent> stops, bool loop, int points, CancellationToken cancel = default)
    {
        var journey = new GeneratorJourney(generator, stops);
        try
        {
            for (var leg = 0; leg < stops.Count - (loop ? 0 : 1); leg++)
            {
                var at = leg;
                journey._paces.Add(EvenPace.Measure(time => journey.Show(at, time), points, cancel));
            }

            return journey;
        }
        catch
        {
            journey.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor At(double place)
    {
        var leg = Math.Clamp((int)place, 0, _paces.Count - 1);
        return Show(leg, _paces[leg].TimeAt(place - leg));
    }

    /// <summary>Disposes the generator and all latents.</summary>
    public void Dispose()
    {
        _generator.Dispose();
        foreach (var stop in _stops)
        {
            stop.Dispose();
        }
    }

    private Tensor Show(int leg, double time)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var between = _generator.Between(_stops[leg], _stops[(leg + 1) % _stops.Count], time);
        return scope.MoveToOuter(_generator.Generate(between).clamp(0, 1));
    }
}
