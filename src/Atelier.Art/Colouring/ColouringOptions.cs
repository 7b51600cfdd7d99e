namespace Atelier.Art.Colouring;

/// <summary>Whose mean and variance the batch norms of a U-Net use.</summary>
public enum NormStatistics
{
    /// <summary>Those of training (<c>--eval</c> of the official program): one result.</summary>
    Running,

    /// <summary>Those of the picture itself, and dropout as noise: as the official program runs it by default.</summary>
    Picture,
}

/// <summary>How a sketch is coloured. A null means the model's own value.</summary>
public sealed record ColouringOptions
{
    /// <summary>The longer side in pixels.</summary>
    public int? Size { get; init; }

    /// <summary>Whether outlines are drawn first: for a drawing or photo that is no sketch.</summary>
    public bool Outlines { get; init; }

    /// <summary>The statistics of the batch norms.</summary>
    public NormStatistics? Statistics { get; init; }

    /// <summary>Seed of the dropout, where the statistics are <see cref="NormStatistics.Picture"/>.</summary>
    public ulong Seed { get; init; }
}
