using Atelier.Core;
using Atelier.Training.Recipes;

namespace Atelier.Cli;

/// <summary>What to type next where something is missing that a command can bring.</summary>
internal static class Cure
{
    /// <summary>An error's sentence, with its cure where there is one.</summary>
    public static string Told(Exception error) => Of(error) is { } cure ? $"{error.Message.TrimEnd('.')}: {cure}." : error.Message;

    private static string? Of(Exception? error) => error switch
    {
        null => null,
        DataFormatException { Buildable: { } name } => Built(name),
        RecipeException { Missing: { } path, Key: "data.path" } => OfData(path),
        RecipeException { Missing: { } path } when RecipeShelf.Names.Contains(Name(path)) => $"'atelier train {Name(path)}' trains it",
        _ => Of(error.InnerException),
    };

    private static string OfData(string path) => Name(path) switch
    {
        "glyphs" or "glyph-tiles" => Built(Name(path)),
        "fashion-mnist" => "'apt-get install dataset-fashion-mnist' installs it",
        "cifar-10-batches-bin" when Path.GetDirectoryName(path) is { Length: > 0 } folder =>
            $"'mkdir -p {folder} && curl https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz | tar xz -C {folder}' fetches it",
        "img_align_celeba" => "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html has img_align_celeba.zip to unpack there, and " +
            "'--set data.path=FOLDER' takes any other folder of pictures",
        _ => "'--set data.path=FOLDER' names another place",
    };

    private static string Built(string name) => $"'atelier data build {name}' builds it";

    private static string Name(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
}
