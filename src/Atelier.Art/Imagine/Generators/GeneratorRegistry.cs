using Atelier.Art.Imagine.Generators.Curves;
using Atelier.Art.Imagine.Generators.Gans;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Models;

namespace Atelier.Art.Imagine.Generators;

/// <summary>All kinds of generators. A new one is a class and a line here, or a call of <see cref="Register"/> from outside.</summary>
public static class GeneratorRegistry
{
    private static readonly List<GeneratorKind> s_kinds =
    [
        VqganGenerator.Kind,
        GuidedStyleGan2.Kind,
        GuidedBigGan.Kind,
        GuidedConvGenerator.Kind,
        GuidedAttnGan.Kind,
        PixelGenerator.Kind,
        FourierGenerator.Kind,
        PixelArtGenerator.Kind,
        CurveGenerator.Kind,
        StrokeGenerator.Kind,
    ];

    /// <summary>All kinds; those that were registered last are asked first.</summary>
    public static IReadOnlyList<GeneratorKind> Kinds => s_kinds;

    /// <summary>The names of the generators without a network.</summary>
    public static IReadOnlyList<string> BuiltIn => [.. s_kinds.Where(kind => kind.Recognises is null).Select(kind => kind.Name)];

    /// <summary>Adds a kind of generator, in place of one of the same name. Not while runs are prepared.</summary>
    public static void Register(GeneratorKind kind)
    {
        s_kinds.RemoveAll(known => known.Name == kind.Name);
        s_kinds.Insert(0, kind);
    }

    /// <summary>The generator that the options name: one without a network by its name, any other by the name of an installed model, or by
    /// the path of its file or folder, whose keys say what it is. Only headers of files are read.</summary>
    /// <exception cref="ModelFileException">There is none, or the file holds no generator; the message says what there is.</exception>
    public static GeneratorModel Find(ImagineOptions options)
    {
        if (s_kinds.Find(kind => kind.Recognises is null && kind.Name == options.Model) is { } builtIn)
        {
            return new(builtIn, null, builtIn.Describe(new(options, null)));
        }

        var files = ModelFiles.Find(ModelHub.FindPath(options.Model, BuiltIn));
        var stored = files.Open();
        var found = s_kinds.Find(kind => kind.Recognises?.Invoke(stored) == true)
            ?? throw new ModelFileException($"{files.Weights} holds no generator of pictures that is known: {Networks()} are.");
        return new(found, files, found.Describe(new(options, files)));
    }

    private static string Networks() => string.Join(", ", s_kinds.Where(kind => kind.Recognises is not null).Select(kind => kind.Name));
}
