using System.Collections.Concurrent;
using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Backdrops as pixels, a few of each, drawn when first asked for.</summary>
/// <param name="size">Pixels per side.</param>
internal sealed class BackdropPixels(int size)
{
    /// <summary>How many there are of each backdrop.</summary>
    public const int Variants = 6;

    private const byte WeatherColour = 247;
    private readonly ConcurrentDictionary<(Backdrop Backdrop, int Variant), (byte[] Behind, byte[]? Over)> _drawn = new();

    /// <summary>A new picture of what is behind the things: RGB, size × size × 3.</summary>
    /// <param name="backdrop">What to show.</param>
    /// <param name="variant">Which of them, below <see cref="Variants"/>.</param>
    public byte[] Behind(Backdrop backdrop, int variant) => [.. Drawn(backdrop, variant).Behind];

    /// <summary>Lays rain, snow or mist over a picture, size × size × 3.</summary>
    public void LayWeather(byte[] picture, Backdrop backdrop, int variant)
    {
        if (Drawn(backdrop, variant).Over is { } over)
        {
            for (var i = 0; i < picture.Length; i++)
            {
                picture[i] = (byte)(picture[i] + ((WeatherColour - picture[i]) * over[i] / 255));
            }
        }
    }

    private (byte[] Behind, byte[]? Over) Drawn(Backdrop backdrop, int variant) => _drawn.GetOrAdd((backdrop, variant), Draw);

    private (byte[] Behind, byte[]? Over) Draw((Backdrop Backdrop, int Variant) key)
    {
        using var scope = NewDisposeScope();
        var (backdrop, seed) = (key.Backdrop, (ulong)key.Variant);
        return (
            BackdropDrawing.Behind(backdrop, size, size, seed).ToPicture().Pixels,
            backdrop.Weather is Weather.Clear or Weather.Clouds ? null
                : BackdropDrawing.Over(backdrop.Weather, size, size, seed).expand(-1, 3, -1, -1).ToPicture().Pixels);
    }
}
