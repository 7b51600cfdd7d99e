using System.Runtime.CompilerServices;
using Atelier.Torch.Loading;

namespace Atelier.Tests;

// Tests of several classes begin at once, and TorchSharp looks for a libtorch of its own while another thread still loads ours.
internal static class LoadLibtorch
{
#pragma warning disable CA2255 // test projects are their own program
    [ModuleInitializer]
    internal static void First() => Libtorch.Load();
#pragma warning restore CA2255
}
