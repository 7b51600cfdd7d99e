namespace Atelier.Art.Imagine.Loop;

/// <summary>What a generator makes pictures of, and the guided loop optimises: one tensor or several by name, each [b, …] for b pictures.
/// </summary>
public sealed class Latent : IDisposable
{
    /// <summary>The name of the tensor where there is only one.</summary>
    public const string Only = "latent";

    /// <summary>A latent of named parts.</summary>
    public Latent(params IReadOnlyList<(string Name, Tensor Value)> parts) => Parts = parts;

    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parts { get; }

    /// <summary>The tensor where there is only one.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public Tensor Value => Parts is [var (_, value)] ? value : throw new InvalidOperationException("This latent has several parts.");

    /// <summary>A part by its name.</summary>
    public Tensor this[string name] => Parts.First(part => part.Name == name).Value;

    /// <summary>A latent of one tensor.</summary>
    public static implicit operator Latent(Tensor only) => new((Only, only));

    /// <summary>The latents of several pictures as one of b pictures; the parts have the same names and sizes.</summary>
    public static Latent Join(IReadOnlyList<Latent> latents) =>
        new([.. latents[0].Parts.Select((part, i) => (part.Name, cat([.. latents.Select(latent => latent.Parts[i].Value)], 0)))]);

    /// <summary>Each part changed.</summary>
    public Latent Select(Func<Tensor, Tensor> change) => new([.. Parts.Select(part => (part.Name, change(part.Value)))]);

    /// <summary>Each part of this and another latent made into one.</summary>
    public Latent Between(Latent other, Func<Tensor, Tensor, Tensor> mix) =>
        new([.. Parts.Select(part => (part.Name, mix(part.Value, other[part.Name])))]);

    /// <summary>A copy outside of graph and scope, which is the caller's to dispose.</summary>
    public Latent Keep() => Select(value => value.detach().clone().DetachFromDisposeScope());

    /// <summary>Takes the values of another latent, in place.</summary>
    public void Copy(Latent other)
    {
        for (var i = 0; i < Parts.Count; i++)
        {
            Parts[i].Value.copy_(other.Parts[i].Value);
        }
    }

    /// <summary>The mean squared distance from another latent, summed over the parts: a scalar.</summary>
    public Tensor SquaredDistance(Latent other)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Parts.Zip(other.Parts, (own, its) => (own.Value - its.Value).square().mean())
            .Aggregate((sum, part) => sum + part));
    }

    /// <summary>The mean square, summed over the parts: minus the logarithm of a normal prior's density, but for a factor and a constant.
    /// </summary>
    public Tensor MeanSquare()
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Parts.Select(part => part.Value.square().mean()).Aggregate((sum, part) => sum + part));
    }

    /// <summary>Hands the tensors to the scope around a scope.</summary>
    public Latent MoveToOuter(DisposeScope scope)
    {
        scope.MoveAllToOuter([.. Parts.Select(part => part.Value)]);
        return this;
    }

    /// <summary>Disposes the tensors.</summary>
    public void Dispose()
    {
        foreach (var (_, value) in Parts)
        {
            value.Dispose();
        }
    }
}
