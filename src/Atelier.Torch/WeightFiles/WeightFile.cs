using Atelier.Core.Files;
using Atelier.Core;

namespace Atelier.Torch.WeightFiles;

/// <summary>Any weight file: safetensors, PyTorch (zip or older), TorchScript, Lightning; told apart by
/// content. Nothing in it is ever run.</summary>
public static class WeightFile
{
    /// <summary>Opens a file; tensors are read when asked for. Their names are those of the official networks, whatever they were wrapped
    /// in (see <see cref="WeightKeys"/>).</summary>
    /// <exception cref="UserException">The file is missing, damaged, of no known kind, or tries to run code.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserException(
                Directory.Exists(path) ? $"{path} is a folder; a weight file is needed." : $"There is no weight file {path}.");
        }

        InputFile.Require(path, "a weight file");
        Span<byte> head = stackalloc byte[10];
        try
        {
            using var file = File.OpenRead(path);
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            {
                throw new UserException($"{path} is no weight file: it is nearly empty.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }

        return WeightKeys.Official(head switch
        {
            _ when head[8] == '{' => SafeTensors.Read(path, out _),
            [(byte)'P', (byte)'K', ..] => TorchFile.ReadZip(path),
            [0x80, < 6, ..] => TorchFile.ReadLegacy(path),
            _ => throw new UserException(
                $"{path} is no weight file Atelier knows: safetensors, PyTorch (.pt, .pth, .ckpt) or TorchScript is needed."),
        });
    }
}
