namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>How a thing lies to the thing before it.</summary>
internal enum Relation
{
    /// <summary>Small, at its side.</summary>
    With,

    /// <summary>At its side, at the same size.</summary>
    Beside,

    /// <summary>Below it, and touched by it.</summary>
    Beneath,

    /// <summary>Above it.</summary>
    Above,

    /// <summary>Large, behind it.</summary>
    Behind,

    /// <summary>Small, before it.</summary>
    Before,

    /// <summary>Around its lower half.</summary>
    Inside,

    /// <summary>Around all of it, which can be seen through it.</summary>
    Within,

    /// <summary>On its head.</summary>
    Worn,
}

/// <summary>A thing of a scene.</summary>
/// <param name="Words">What it is, with what it is like.</param>
/// <param name="Relation">How it lies to the thing before it.</param>
internal sealed record SceneThing(string Words, Relation Relation)
{
    /// <summary>How many there are, 1 to 6.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether there are several, nobody says how many.</summary>
    public bool IsPlural { get; init; }

    /// <summary>Whether it is in the sky.</summary>
    public bool IsAloft { get; init; }

    /// <summary>Whether it swims under water.</summary>
    public bool IsSwimming { get; init; }

    /// <summary>The name of the drawing that shows it best.</summary>
    public string Drawing { get; init; } = "";

    /// <summary>Whether it is at sea where nothing else is said.</summary>
    public bool IsAfloat { get; init; }
}
