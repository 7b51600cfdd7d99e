using Atelier.Hub;
using Atelier.Training.Recipes;

namespace Atelier.Cli.Output;

/// <summary>The cure where a recipe names a path that does not exist.</summary>
internal static class MissingPath
{
    /// <summary>The end of a sentence with the command to type next; null if there is none.</summary>
    /// <param name="key">The recipe's key: <c>data.path</c>, <c>model.codec</c>.</param>
    /// <param name="path">What it names.</param>
    public static string? Cure(string? key, string path) => (key, Name(path)) switch
    {
        ("data.path", "tiles") =>
            "'atelier data build glyph-tiles' and 'atelier data build photo-tiles PHOTOGRAPHS' make the data set",
        ("data.path", "glyphs") => $"'atelier data build {Name(path)}' makes the data set",
        ("data.path", "fashion-mnist") => "'apt-get install dataset-fashion-mnist' installs it",
        ("data.path", "cifar-10-batches-bin") when Path.GetDirectoryName(path) is { Length: > 0 } folder =>
            $"'mkdir -p {folder} && curl https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz | tar xz -C {folder}' fetches it",
        ("data.path", "img_align_celeba") =>
            "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html has img_align_celeba.zip to unpack there, and '--set data.path=FOLDER' " +
            "takes any other folder of pictures",
        ("data.path", _) => "'--set data.path=FOLDER' names another place",
        var (_, name) => RecipeShelf.Names.Contains(name) ? $"'atelier train {name}' trains it"
            : Catalogue.Find(path) is { } model ? $"'atelier models get {model.Name}' fetches it" : null,
    };

    private static string Name(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
}
