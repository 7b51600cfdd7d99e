namespace Atelier.Training.Data;

/// <summary>A data set of pictures by index. Reading is thread-safe.</summary>
public interface IPictureSource : IDisposable
{
    /// <summary>How many pictures there are, at least 1.</summary>
    int Count { get; }

    /// <summary>Whether to read in order instead of shuffled, because the source is random itself or pairs neighbours.</summary>
    bool IsOrdered => false;

    /// <summary>Names of the classes; empty without classes.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The name of a picture, for messages.</summary>
    string NameOf(int index);

    /// <summary>Reads a picture at the size and with the channels that the recipe asks for.</summary>
    /// <exception cref="Atelier.Core.AtelierException">This picture is damaged.</exception>
    PictureSample Read(int index);

    /// <summary>The caption of a picture; empty without one.</summary>
    string CaptionOf(int index) => Read(index).Caption;
}
