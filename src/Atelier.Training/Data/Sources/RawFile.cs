using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Training.Data.Sources;

/// <summary>Files of bare pixels, read into memory as a whole.</summary>
internal static class RawFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFormatException">It cannot be read.</exception>
    public static byte[] ReadAll(string path) =>
        InputFile.ReadBytes(path, "a file of pixels", (message, inner) => new DataFormatException(message, inner));
}
