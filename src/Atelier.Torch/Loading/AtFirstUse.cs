using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Atelier.Torch.Loading;

// Compiled into every project that refers to TorchSharp (Directory.Build.targets).
file static class AtFirstUse
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It loads nothing and only registers a resolver.")]
    internal static void Register() => Libtorch.LoadAtFirstUse();
}
