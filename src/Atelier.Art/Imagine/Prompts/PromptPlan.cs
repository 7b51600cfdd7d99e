using System.Text.RegularExpressions;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Art.Imagine.Prompts;

/// <summary>The prompts of a run and what follows from their words. They are parsed once; critics, starts and the run's folder share the
/// plan.</summary>
public sealed partial class PromptPlan
{
    private const int SlugWords = 6;

    private PromptPlan(IReadOnlyList<Prompt> texts, IReadOnlyList<Prompt> images, IReadOnlyList<Prompt> sounds)
    {
        (Texts, Images, Sounds) = (texts, images, sounds);
        Scene = texts is [var only] && images.Count + sounds.Count == 0 ? Scene.Parse(only.Words) : null;
        NamesBackground = texts.Any(prompt => PromptWords.NamesBackground(prompt.Words));
        NamesColour = texts.Any(prompt => PromptWords.NamesColour(prompt.Words));
        Slug = texts.Count == 0 ? "" : NewFolder.Slug(Word().Matches(texts[0].Subject).Take(SlugWords).Select(word => word.Value));
    }

    /// <summary>The text prompts.</summary>
    public IReadOnlyList<Prompt> Texts { get; }

    /// <summary>The image prompts; the subject of each is a path.</summary>
    public IReadOnlyList<Prompt> Images { get; }

    /// <summary>The sounds that are prompts; the subject of each is a path.</summary>
    public IReadOnlyList<Prompt> Sounds { get; }

    /// <summary>The text prompt with the largest weight, or null if there is none.</summary>
    public Prompt? Heaviest => Texts.MaxBy(prompt => prompt.Weight);

    /// <summary>The words of the text prompts that have a positive weight, as one text.</summary>
    public string Wanted => string.Join(", ", Texts.Where(prompt => prompt.Weight > 0).Select(prompt => prompt.Subject));

    /// <summary>The two things that a single text prompt names, or null.</summary>
    public Scene? Scene { get; }

    /// <summary>Whether a text prompt names a background.</summary>
    public bool NamesBackground { get; }

    /// <summary>Whether a text prompt names a colour other than the background's.</summary>
    public bool NamesColour { get; }

    /// <summary>The first words of the first text prompt, as part of a folder's name: <c>a-red-apple</c>. Empty without text.</summary>
    public string Slug { get; }

    /// <summary>Parses the prompts of a run; at least one kind must be given.</summary>
    /// <param name="texts"><c>words:weight:stop|more words</c>, or empty.</param>
    /// <param name="images"><c>path:weight:stop|path</c>, or empty.</param>
    /// <param name="sounds"><c>path:weight:stop|path</c>, or empty.</param>
    /// <exception cref="OptionException">A prompt is empty, or a number is out of range.</exception>
    public static PromptPlan Parse(string texts, string images, string sounds = "") => new(
        texts.Length == 0 && images.Length + sounds.Length > 0 ? [] : PromptGrammar.Parse(texts),
        images.Length == 0 ? [] : PromptGrammar.Parse(images),
        sounds.Length == 0 ? [] : PromptGrammar.Parse(sounds));

    /// <summary>This plan with other words for the networks to read.</summary>
    /// <param name="say">Gives the words for a subject.</param>
    internal PromptPlan WithWords(Func<string, string> say) =>
        new([.. Texts.Select(prompt => prompt with { Words = say(prompt.Subject) })], Images, Sounds);

    /// <summary>The plan of the heaviest prompt with these words, and of the negative prompts.</summary>
    internal PromptPlan WithHeaviest(string words) =>
        new([Heaviest! with { Subject = words, Words = words }, .. Texts.Where(prompt => prompt.Weight < 0)], [], []);

    /// <summary>The plan of literal words.</summary>
    internal static PromptPlan FromWords(string words) => new([new Prompt(words)], [], []);

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Word();
}
