using System.Collections.Concurrent;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Core;
using Atelier.Models;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>All words that lead to the drawings of a <see cref="StartBank"/>: theirs, English ones around them, and those of other
/// languages.</summary>
internal sealed class StartLexicon
{
    private const double FormCost = 0.02;  // of a base form
    private const double ShownCost = 0.1;  // of a stand-in that shows what a word means,
    private const double LikeCost = 0.3;   // and of one that is only like it
    private const double AroundCost = 0.1; // of words around one that is only a tag

    private static readonly ConcurrentDictionary<(string Path, DateTime Written), StartLexicon> Read = new();

    /// <param name="words">The words of the drawings.</param>
    /// <param name="english">The English words around them.</param>
    /// <param name="translations">The words of other languages.</param>
    public StartLexicon(StartWords words, Vocabulary english, Translations translations) =>
        (Index, English, Translations) = (new(words), english, translations);

    /// <summary>The words of the drawings.</summary>
    public WordIndex Index { get; }

    /// <summary>English words around them.</summary>
    public Vocabulary English { get; }

    /// <summary>Words of other languages.</summary>
    public Translations Translations { get; }

    /// <summary>The lexicon of a generator, or null if its drawings have no words. Runs share it.</summary>
    /// <exception cref="ModelFileException">A file of it is damaged or missing.</exception>
    public static StartLexicon? Find(ModelFiles generator)
    {
        var words = StartWords.PathIn(generator.Folder);
        return File.Exists(words) ? Read.GetOrAdd((words, File.GetLastWriteTimeUtc(words)), _ => Open(generator.Folder)) : null;
    }

    private static StartLexicon Open(string folder) => new(
        StartWords.Read(StartWords.PathIn(folder)),
        Vocabulary.Read(Vocabulary.PathIn(folder)),
        Translations.Read(Translations.PathIn(folder)));

    /// <summary>Whether a word in lower case is known as it is, or by a base form.</summary>
    public bool HasEnglish(string word) => EnglishForms.Enumerate(word).Any(form => Index.Contains(form) || English.Find(form) is not null);

    /// <summary>The parts of speech of a word in lower case, the most frequent first.</summary>
    public string Parts(string word) =>
        EnglishForms.Enumerate(word).Select(English.Find).FirstOrDefault(entry => entry is not null)?.Parts ?? "n";

    /// <summary>The words of drawings that an English word in lower case leads to, the nearest first.</summary>
    public IReadOnlyList<(string Word, double Distance)> Leads(string word)
    {
        if (StandInOf(word) is { } standIn)
        {
            return standIn.Concept.Length == 0 ? [] : [(standIn.Concept, standIn.IsShown ? ShownCost : LikeCost)];
        }

        var leads = new List<(string Word, double Distance)>();
        if (word.Contains(' ') && Index.IsName(word + "s"))
        {
            leads.Add((word + "s", FormCost)); // hot springs
        }

        foreach (var (rank, form) in EnglishForms.Enumerate(word).Index())
        {
            var cost = rank == 0 ? 0 : FormCost;
            var isDirect = Index.Contains(form);
            if (isDirect)
            {
                leads.Add((form, cost));
            }

            if (English.Find(form) is { } entry)
            {
                leads.AddRange(entry.Near.Where(near => !Index.IsName(form) || MeansTheSame(near))
                    .Select(near => (near.Word, near.Distance + cost + (isDirect && !MeansTheSame(near) ? AroundCost : 0))));
            }

            if (leads.Count > 0 && rank == 0 && Index.IsName(form))
            {
                break;
            }
        }

        return [.. leads.GroupBy(lead => lead.Word).Select(lead => lead.MinBy(one => one.Distance)).OrderBy(lead => lead.Distance)];
    }

    /// <summary>What a word in lower case, or its singular, goes by instead of a name; null if it leads to drawings by itself.</summary>
    public StandIn? StandInOf(string word)
    {
        string[] forms = [word, .. EnglishForms.Singulars(word)];
        return StandIns.Of(word) ?? (forms.Any(Index.IsName) ? null
            : forms.Select(StandIns.Of).FirstOrDefault(one => one is not null));
    }

    // an automobile for a car
    private bool MeansTheSame((string Word, double Distance) near) => near.Distance == 0 && Index.IsName(near.Word);

    /// <summary>The words of drawings that an emoji's name, or a translation, leads to; its noun, if nothing else does.</summary>
    public IReadOnlyList<(string Word, double Distance)> NameLeads(string name) => Leads(name) is { Count: > 0 } leads ? leads
        : Leads(WordIndex.Head(name));

    /// <summary>The words nearest to one by their letters: three.</summary>
    public IReadOnlyList<string> Similar(string word) => EditDistance.Nearest(
        word.ToLowerInvariant(),
        Index.Keys.Select(key => key.Word).Where(key => key.Length > 2).Order(StringComparer.Ordinal),
        within: int.MaxValue);
}
