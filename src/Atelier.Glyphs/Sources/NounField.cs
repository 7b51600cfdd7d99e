namespace Atelier.Glyphs.Sources;

/// <summary>The numbers of WordNet's lexicographer files of nouns (lexnames(5WN)).</summary>
internal static class NounField
{
    public const int Act = 4;
    public const int Animal = 5;
    public const int Artefact = 6;
    public const int Body = 8;
    public const int Food = 13;
    public const int Location = 15;
    public const int Natural = 17;
    public const int Person = 18;
    public const int Phenomenon = 19;
    public const int Plant = 20;
    public const int Substance = 27;
    public const int Time = 28;
}
