using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Torch.WeightFiles;

/// <summary>Reads plain values out of pickles that hold no weights. No code in them is ever run.</summary>
public static class PickleFile
{
    /// <summary>The first dictionary of texts to whole numbers in a pickled list, tuple or dictionary, such as a vocabulary.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, tries to run code, or holds no such dictionary.</exception>
    public static IReadOnlyDictionary<string, long> ReadNumbers(string path)
    {
        var bytes = InputFile.ReadBytes(path, "a pickle", (message, inner) => new ModelFileException(message, inner));
        var root = new PickleMachine(bytes, path).Read();
        IEnumerable<object?> parts = root switch
        {
            IReadOnlyList<object?> list => list,
            PickleDictionary dictionary => dictionary.Values.Prepend(dictionary),
            _ => [],
        };
        return parts.OfType<PickleDictionary>().FirstOrDefault(part => part.Count > 0 && part.Values.All(value => value is long))
            ?.ToDictionary(pair => pair.Key, pair => (long)pair.Value!)
                ?? throw new ModelFileException($"{path} holds no dictionary of texts to whole numbers.");
    }
}
