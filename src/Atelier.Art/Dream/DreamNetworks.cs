using Atelier.Hub;

namespace Atelier.Art.Dream;

/// <summary>The networks that dream.</summary>
public static class DreamNetworks
{
    /// <summary>ResNet-18 trained on the photographs of ImageNet, the default once it has been downloaded.</summary>
    public const string Preferred = "resnet18-imagenet";

    /// <summary>The network that ships with Atelier.</summary>
    public const string Shipped = "clip-glyphs";

    /// <summary>The default: <see cref="Preferred"/> if it is installed, else <see cref="Shipped"/>.</summary>
    public static string Default() => ModelHub.Names.Contains(Preferred) ? Preferred : Shipped;
}
