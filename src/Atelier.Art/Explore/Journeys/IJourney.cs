namespace Atelier.Art.Explore.Journeys;

/// <summary>A continuous way that passes pictures, one after another.</summary>
public interface IJourney : IDisposable
{
    /// <summary>The length of each leg between neighbouring pictures.</summary>
    IReadOnlyList<double> Lengths { get; }

    /// <summary>The picture [1, 3, h, w] in [0, 1] at a place: 1.5 is halfway between the second and the third stop.</summary>
    Tensor At(double place);
}
