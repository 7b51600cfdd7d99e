using Atelier.Art.Imagine.Starts.Words;
using Atelier.Hub;
using Atelier.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.Native;

/// <summary>What the small models know of words, so that a page can say it while somebody types.</summary>
internal static class WordsFace
{
    private const int MostLetters = 4000;

    public static void Map(RouteGroupBuilder api) => api.MapGet("/words", Words).WithTags("about")
        .WithSummary("The words of each text that the small models do not know; none where a large CLIP guides.");

    private static IReadOnlyList<TextView> Words(string[] text, string model = "vqgan-glyphs", string[]? clip = null)
    {
        if (text.Sum(one => one.Length) > MostLetters)
        {
            throw new StudioException(400, "invalid", $"The texts may have {MostLetters} letters at most.") { Field = "text" };
        }

        var critics = (clip is { Length: > 0 } ? clip : ["clip-glyphs"]).Select(Installed).ToList();
        return Installed(model) is { } generator && critics.All(critic => critic is not null && PromptCheck.IsSmall(critic))
            ? [.. text.Select(one => PromptCheck.Create(generator, [one])).Select(
                check => check is null ? TextView.None : new TextView(check.Unknown, check.Known))]
            : [.. text.Select(_ => TextView.None)];
    }

    // only names: a path would tell a stranger which files there are
    private static ModelFiles? Installed(string name) => ModelHub.Names.Contains(name) ? ModelHub.Find(name) : null;

    /// <summary>What is known of a text.</summary>
    /// <param name="Unknown">The words that are not known.</param>
    /// <param name="Known">What the models go by.</param>
    internal sealed record TextView(IReadOnlyList<string> Unknown, IReadOnlyList<string> Known)
    {
        /// <summary>Where nothing can be said.</summary>
        public static TextView None { get; } = new([], []);
    }
}
