using System.Text.Json;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Gallery;

/// <summary>Enters pictures into the gallery, with the words by which they are found and the files they were made from.</summary>
internal static class PictureRegister
{
    /// <summary>Enters a picture of a job; one that is there already stays as it is.</summary>
    /// <param name="session">A transaction.</param>
    /// <param name="job">The job.</param>
    /// <param name="name">The picture's name in it.</param>
    /// <param name="sha256">Its file.</param>
    /// <param name="now">The time in Unix ms.</param>
    /// <param name="words">The words by which it is found; null for those of the job.</param>
    public static async Task AddAsync(
        Session session, JobRow job, string name, string sha256, long now, string? words = null)
    {
        var sources = JsonSerializer.Deserialize<string[]>(job.Inputs)!;
        var (title, found) = await WordsAsync(session, job.Kind, job.Input, sources, words);
        var number = await session.FirstAsync<long?>(
            """
            insert into pictures (user_id, job_id, name, sha256, kind, title, words, created_at)
            values (@UserId, @Id, @name, @sha256, @Kind, @title, @words, @now) on conflict (job_id, name) do nothing returning number
            """,
            new { job.UserId, job.Id, name, sha256, job.Kind, title, words = found, now });
        if (number is null)
        {
            return;
        }

        foreach (var source in sources)
        {
            await session.RunAsync("insert into picture_sources (number, sha256) values (@number, @source)", new { number, source });
        }
    }

    /// <summary>Gives all pictures the words that they would have if they were entered now: an older program knew less of them. A picture
    /// among several of a job keeps what its worker called it.</summary>
    /// <param name="session">A transaction.</param>
    public static async Task RenewAsync(Session session)
    {
        var entries = await session.ListAsync<Entry>(
            "select p.number, p.name, p.title, j.kind, j.input, j.inputs from pictures p join jobs j on j.id = p.job_id order by p.number");
        foreach (var entry in entries)
        {
            var sources = JsonSerializer.Deserialize<string[]>(entry.Inputs)!;
            var (title, words) = await WordsAsync(session, entry.Kind, entry.Input, sources, entry.Name == "picture" ? null : entry.Title);
            await session.RunAsync(
                "update pictures set title = @title, words = @words where number = @Number and (title <> @title or words <> @words)",
                new { entry.Number, title, words });
        }
    }

    private static async Task<(string Title, string Words)> WordsAsync(
        Session session, string kind, string order, string[] sources, string? given)
    {
        var input = JsonSerializer.Deserialize<JsonElement>(order);
        var title = given is { Length: > 0 } ? given
            : Title(input) is { Length: > 0 } own ? own : await InheritedAsync(session, sources) ?? "";
        return (title, string.Join(' ', [title, kind, Text(input, "model"), Text(input, "style"), Text(input, "recipe")]));
    }

    private static string Title(JsonElement input) =>
        Texts(input, "prompts") is { Length: > 0 } prompts ? prompts : Texts(input, "scenes") is { Length: > 0 } scenes ? scenes
        : Text(input, "prompt") is { Length: > 0 } prompt ? prompt : Text(input, "words");

    private static string Texts(JsonElement input, string name) => input.TryGetProperty(name, out var list)
        ? string.Join(", ", list.EnumerateArray().Select(one => Text(one, "text")).Where(text => text.Length > 0)) : "";

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    // a painting of a picture has the picture's words
    private static async Task<string?> InheritedAsync(Session session, string[] sources)
    {
        foreach (var source in sources)
        {
            var title = await session.FirstAsync<string>(
                """
                select title from pictures where sha256 = @source union all
                select p.title from steps s join pictures p on p.job_id = s.job_id where s.sha256 = @source limit 1
                """,
                new { source });
            if (!string.IsNullOrEmpty(title))
            {
                return title;
            }
        }

        return null;
    }

    private sealed record Entry
    {
        public long Number { get; init; }

        public required string Name { get; init; }

        public required string Title { get; init; }

        public required string Kind { get; init; }

        public required string Input { get; init; }

        public required string Inputs { get; init; }
    }
}
