namespace Atelier.Studio.Gallery;

/// <summary>A picture of the gallery: a job's result, or a step that somebody took.</summary>
public sealed record PictureRow
{
    /// <summary>Grows with time: the newest has the largest.</summary>
    public long Number { get; init; }

    public required string UserId { get; init; }

    public required string JobId { get; init; }

    /// <summary>The job's name of it: <c>picture</c>, or <c>step-37</c>.</summary>
    public required string Name { get; init; }

    public required string Sha256 { get; init; }

    /// <summary>The kind of its job.</summary>
    public required string Kind { get; init; }

    /// <summary>The words it was made from, or those of the picture it was made from; may be empty.</summary>
    public required string Title { get; init; }

    public bool Starred { get; init; }

    /// <summary>In Unix milliseconds.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Its media type.</summary>
    public required string Type { get; init; }

    /// <summary>In pixels.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }
}

/// <summary>Which pictures are wanted; a null stands for any.</summary>
public sealed record PictureFilter
{
    /// <summary>Whose; null for everybody's.</summary>
    public string? User { get; init; }

    /// <summary>Words, or beginnings of words, all of which it has.</summary>
    public string? Words { get; init; }

    public string? Kind { get; init; }

    /// <summary>Only those with a star.</summary>
    public bool Starred { get; init; }

    /// <summary>Only those on the board of this id; null for all.</summary>
    public string? Board { get; init; }

    /// <summary>Only those older than the one of this number.</summary>
    public long Before { get; init; } = long.MaxValue;

    /// <summary>The most pictures.</summary>
    public int Limit { get; init; } = 60;
}
