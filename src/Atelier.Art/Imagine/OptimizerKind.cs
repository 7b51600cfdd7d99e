namespace Atelier.Art.Imagine;

/// <summary>The optimizer of the latent.</summary>
public enum OptimizerKind
{
    Adam,
    AdamW,
    RAdam,
    AdaBelief,
    Sgd,
}
