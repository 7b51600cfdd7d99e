using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Atelier.Work.Kinds.Film;

/// <summary>A scene of a film: words, or a picture. Words are literal: no character has a meaning.</summary>
public sealed record SceneInput
{
    [Description("The words; every character stands for itself.")]
    public string? Text { get; init; }

    [Upload, Description("An uploaded picture instead of words.")]
    public string? Picture { get; init; }

    [Range(0.05, 3600), Description("How long it takes; by default a share of the rest.")]
    public double? Seconds { get; init; }
}
