using Atelier.Core;
using Atelier.Models;

namespace Atelier.Cli.Commands.Forward;

/// <summary>A kind of network at the door: how it is told, what it computes.</summary>
internal interface IForwardKind
{
    /// <summary>What <c>--kind</c> calls it.</summary>
    string Name { get; }

    /// <summary>Its functions, each as <c>name  inputs  ->  outputs</c>.</summary>
    IReadOnlyList<string> Functions { get; }

    /// <summary>True when the keys of a weight file are of this kind.</summary>
    bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored);

    /// <summary>Loads the network and computes a function.</summary>
    /// <param name="files">Where the network lies.</param>
    /// <param name="function">One of <see cref="Functions"/>.</param>
    /// <param name="input">The inputs by name, on the device; throws where one is missing.</param>
    /// <param name="fast">In bf16 instead of fp32.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="UserException">The files are not of this kind, an input is missing or does not fit.</exception>
    (string Name, Tensor Value)[] Run(ModelFiles files, string function, Func<string, Tensor> input, bool fast, Device device);
}
