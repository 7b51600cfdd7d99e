using Atelier.Core.Files;
using Atelier.Core;

namespace Atelier.Torch.WeightFiles;

/// <summary>Any weight file: safetensors, PyTorch (zip or older), TorchScript, Lightning, StyleGAN's pickles, ONNX; recognised by
/// content. No code in it is ever run.</summary>
public static class WeightFile
{
    /// <summary>Opens a file; tensors are read on demand. Their names are those of the official networks, whatever they were wrapped
    /// in (see <see cref="WeightKeys"/>).</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, of an unknown format, or tries to run code.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Open(string path) => Open(path, out _);

    /// <summary>Opens a file as <see cref="Open(string)"/>, with what it says beside its tensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="values">The metadata of safetensors; of pickles the numbers, booleans and texts by their path, such as
    /// <c>G_ema._init_kwargs.z_dim</c>.</param>
    /// <inheritdoc cref="Open(string)"/>
    public static IReadOnlyDictionary<string, StoredTensor> Open(string path, out IReadOnlyDictionary<string, string> values)
    {
        if (!File.Exists(path))
        {
            throw new ModelFileException(
                Directory.Exists(path) ? $"{path} is a folder; a weight file is needed." : $"There is no weight file {path}.");
        }

        InputFile.Require(path, "a weight file", (message, inner) => new ModelFileException(message, inner));
        Span<byte> head = stackalloc byte[10];
        try
        {
            using var file = File.OpenRead(path);
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            {
                throw new ModelFileException($"{path} is no weight file: it is nearly empty.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }

        return WeightKeys.Official(head switch
        {
            _ when head[8] == '{' => SafeTensors.Read(path, out values),
            [(byte)'P', (byte)'K', ..] => TorchFile.ReadZip(path, out values),
            _ when OnnxFile.Recognises(head) => Onnx(path, out values),
            [0x80, < 6, ..] => TorchFile.ReadPickle(path, out values),
            _ => throw new ModelFileException(
                $"{path} is no weight file Atelier knows: safetensors, PyTorch (.pt, .pth, .ckpt), TorchScript or ONNX is needed."),
        });
    }

    private static IReadOnlyDictionary<string, StoredTensor> Onnx(string path, out IReadOnlyDictionary<string, string> values)
    {
        values = new Dictionary<string, string>();
        return OnnxFile.Read(path);
    }

    /// <summary>The size of a file in bytes; of a symbolic link, as in Hugging Face's cache, the size of its target.</summary>
    internal static long Size(string path)
    {
        using var file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }
}
