namespace Atelier.Models.Lpips;

/// <summary>Where the convolutions of VGG16 (Simonyan and Zisserman, 2015) stand in torchvision's <c>features</c>, by depth; a pooling lies between depths.</summary>
internal static class Vgg16
{
    public static IReadOnlyList<IReadOnlyList<int>> Convolutions { get; } = [[0, 2], [5, 7], [10, 12, 14], [17, 19, 21], [24, 26, 28]];

    /// <summary>torchvision's key for a key of LPIPS, such as <c>features.5.bias</c> for <c>net.slice2.5.bias</c>; itself for those it has none for.</summary>
    public static string TorchvisionKey(string key) => key.StartsWith("net.slice", StringComparison.Ordinal) ? "features." + key[(key.IndexOf('.', 4) + 1)..] : key;
}
