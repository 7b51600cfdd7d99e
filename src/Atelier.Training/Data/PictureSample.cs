namespace Atelier.Training.Data;

/// <summary>A picture as training wants it, with what is known of it.</summary>
/// <param name="Pixels">Bytes [h, w, c].</param>
/// <param name="Class">Its class, or -1.</param>
/// <param name="Caption">Its words, or none.</param>
/// <param name="Wrong">The words with one thing in them untrue, or none.</param>
public sealed record PictureSample(byte[] Pixels, int Class = -1, string Caption = "", string Wrong = "");

/// <summary>Which part of a data set.</summary>
public enum DataPart
{
    /// <summary>What is trained on.</summary>
    Train,

    /// <summary>What is held out.</summary>
    Test,
}

/// <summary>Pictures to train on, by number. Any thread may read.</summary>
public interface IPictureSource : IDisposable
{
    /// <summary>How many there are, at least 1.</summary>
    int Count { get; }

    /// <summary>Whether they come in their own order: chance is in them already, and neighbours may belong together.</summary>
    bool Ordered => false;

    /// <summary>Names of the classes; empty where there are none.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>What messages call a picture.</summary>
    string NameOf(int index);

    /// <summary>Reads one at the size and with the channels that were asked for.</summary>
    /// <exception cref="Atelier.Core.UserException">This one is damaged.</exception>
    PictureSample Read(int index);

    /// <summary>The words of one, or none.</summary>
    string CaptionOf(int index) => Read(index).Caption;
}
