namespace Atelier.Art.Imagine.Loop;

/// <summary>Says how far a picture is from what it should be.</summary>
public interface ICritic : IDisposable
{
    /// <summary>What it judges, in the order of its losses.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Losses of a picture [1, 3, h, w] in [0, 1]: scalars, differentiable.</summary>
    Tensor[] Losses(Tensor picture, Generator random);
}
