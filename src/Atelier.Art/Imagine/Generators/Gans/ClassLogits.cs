using Atelier.Core;

namespace Atelier.Art.Imagine.Generators.Gans;

/// <summary>The classes of a GAN as a part of its latent: logits [b, k], of which the network is shown the softmax.</summary>
internal static class ClassLogits
{
    /// <summary>The part's name.</summary>
    public const string Part = "classes";

    private const double Certain = 8; // the logit of the class that it begins with

    /// <summary>Logits [1, k] of the class of the options, or of a random one.</summary>
    /// <exception cref="OptionException">There is no such class.</exception>
    public static Tensor Random(LatentOptions options, int count, Generator random)
    {
        using var scope = NewDisposeScope();
        var chosen = options.Class ?? randint(0, count, [1], device: random.device, generator: random).ToInt64();
        var logits = zeros([1, count], device: random.device);
        logits[0, chosen] = Certain;
        return scope.MoveToOuter(logits);
    }

    /// <summary>Requires that a network has the class of the options.</summary>
    /// <exception cref="OptionException">It has not.</exception>
    public static void Require(LatentOptions options, int count, string model)
    {
        if (options.Class >= count)
        {
            throw new OptionException(
                $"{nameof(LatentOptions.Class)} {options.Class} is none of the {count} classes of {model}, 0 to {count - 1}.",
                nameof(LatentOptions.Class));
        }
    }
}
