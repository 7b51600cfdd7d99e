namespace Atelier.Models.Perceptual;

/// <summary>Perceptual distance by a frozen network: pictures a and b [b, 3, h, w] in [-1, 1] to
/// [b, 1, 1, 1], 0 for equal ones. b batch.</summary>
public abstract class PictureDistance(string name) : Module<Tensor, Tensor, Tensor>(name);
