using Atelier.Core;
using Atelier.Hub;
using Atelier.Models;

namespace Atelier.Cli.Commands.Forward;

/// <summary>A kind of network that <c>atelier forward</c> can run.</summary>
internal interface IForwardKind
{
    /// <summary>Its name as a value of <c>--kind</c>.</summary>
    string Name { get; }

    /// <summary>Its functions, each as <c>name  inputs  ->  outputs</c>.</summary>
    IReadOnlyList<string> Functions { get; }

    /// <summary>Whether the keys of a weight file are of this kind.</summary>
    bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored);

    /// <summary>Whether a folder is of this kind, for those that are not one weight file and its configuration.</summary>
    bool RecognisesFolder(string folder) => false;

    /// <summary>Finds the network's files.</summary>
    ModelFiles Find(string model, string? config) => ModelHub.Find(model, config);

    /// <summary>Loads the network and runs a function.</summary>
    /// <param name="files">The network's files.</param>
    /// <param name="function">One of <see cref="Functions"/>.</param>
    /// <param name="input">Returns an input by name, on the device; throws if it is missing.</param>
    /// <param name="fast">bf16 instead of fp32.</param>
    /// <param name="device">The device to compute on.</param>
    /// <exception cref="CommandLineException">The files are not of this kind, an input is missing or does not fit.</exception>
    (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device);
}
