namespace Atelier.Core;

/// <summary>A native library or program that is needed (libtorch, libvips, ffmpeg) is missing, or does not fit.</summary>
public sealed class NativeLibraryException(string message, Exception? inner = null) : AtelierException(message, inner);
