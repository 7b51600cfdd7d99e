using System.Collections.Concurrent;
using Atelier.Art.Imagine.Starts.Scenes;

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
                picture[i] = (byte)(picture[i] + ((WeatherColour - picture[i]) * over[i / 3] / 255));
            }
        }
    }

    private (byte[] Behind, byte[]? Over) Drawn(Backdrop backdrop, int variant) => _drawn.GetOrAdd((backdrop, variant), Draw);

    private (byte[] Behind, byte[]? Over) Draw((Backdrop Backdrop, int Variant) key)
    {
        using var scope = NewDisposeScope();
        var (backdrop, seed) = (key.Backdrop, (ulong)key.Variant);
        return (
            Bytes(BackdropDrawing.Behind(backdrop, size, size, seed)),
            backdrop.Weather is Weather.Clear or Weather.Clouds ? null : Bytes(BackdropDrawing.Over(backdrop.Weather, size, size, seed)));
    }

    // of [1, c, h, w] in [0, 1]
    internal static byte[] Bytes(Tensor picture) =>
        (picture * 255).round().to(ScalarType.Byte).squeeze(0).permute(1, 2, 0).contiguous().data<byte>().ToArray();
}
