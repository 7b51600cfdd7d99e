using System.Text;

namespace Atelier.Core.Files;

/// <summary>Reads files that a user names. Pipes and devices, which may wait or go on for ever, are told from files by their length of 0,
/// before they are opened.</summary>
public static class InputFile
{
    private const long LongestText = 256_000_000; // bytes
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a file that is there is empty, a pipe or a device. Of one that cannot be read this is not known: no.</summary>
    public static bool IsEmpty(string path)
    {
        try
        {
            return File.Exists(path) && Length(path) == 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Requires a file with something in it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="wanted">What it should be: "a picture".</param>
    /// <param name="error">Makes the error of this kind of file, of a sentence and its cause.</param>
    /// <exception cref="AtelierException">It is missing, a folder, empty, a pipe or a device.</exception>
    public static void Require(string path, string wanted, Func<string, Exception?, AtelierException> error) =>
        Length(path, wanted, error);

    /// <summary>All its bytes.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="wanted">What it should be: "a picture".</param>
    /// <param name="error">Makes the error of this kind of file, of a sentence and its cause.</param>
    /// <exception cref="AtelierException">As for <see cref="Require"/>, or it cannot be read.</exception>
    public static byte[] ReadBytes(string path, string wanted, Func<string, Exception?, AtelierException> error)
    {
        Require(path, wanted, error);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw error($"Cannot read '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>All its text, which is UTF-8.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="wanted">What it should be: "a recipe".</param>
    /// <param name="error">Makes the error of this kind of file, of a sentence and its cause.</param>
    /// <exception cref="AtelierException">As for <see cref="ReadBytes"/>, or it holds no text.</exception>
    public static string ReadText(string path, string wanted, Func<string, Exception?, AtelierException> error)
    {
        if (Length(path, wanted, error) > LongestText)
        {
            throw error($"'{path}' is too large; {wanted} of at most {LongestText / 1_000_000} MB is needed.", null);
        }

        try
        {
            using var reader = new StreamReader(new MemoryStream(ReadBytes(path, wanted, error)), Strict);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException e)
        {
            throw error($"'{path}' holds no text in UTF-8; {wanted} is needed.", e);
        }
    }

    private static long Length(string path, string wanted, Func<string, Exception?, AtelierException> error)
    {
        if (Directory.Exists(path))
        {
            throw error($"'{path}' is a folder; {wanted} is needed.", null);
        }

        if (!File.Exists(path))
        {
            throw error($"There is no file '{path}'.", null);
        }

        try
        {
            return Length(path) is > 0 and var length
                ? length
                : throw error($"'{path}' is empty, a pipe or a device; {wanted} is needed.", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw error($"Cannot read '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return (file.LinkTarget is null ? file : (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!).Length;
    }
}
