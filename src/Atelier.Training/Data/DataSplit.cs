namespace Atelier.Training.Data;

/// <summary>A split of a data set.</summary>
public enum DataSplit
{
    /// <summary>Trained on.</summary>
    Train,

    /// <summary>Held out.</summary>
    Test,
}
