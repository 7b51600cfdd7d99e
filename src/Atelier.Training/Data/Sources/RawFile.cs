using Atelier.Core;

namespace Atelier.Training.Data.Sources;

/// <summary>Files of bare pixels, read into memory as a whole.</summary>
internal static class RawFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFormatException">It cannot be read.</exception>
    public static byte[] ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
