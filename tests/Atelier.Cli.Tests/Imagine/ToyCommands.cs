using Atelier.Tests;

namespace Atelier.Cli.Tests.Imagine;

/// <summary>Commands that make pictures with toy models, in a folder of their own.</summary>
public abstract class ToyCommands : IDisposable
{
    private protected ToyModels Toys { get; } = new();

    private protected string Runs => At("runs");

    public void Dispose() => Toys.Dispose();

    private protected string[] Words(params string[] words) => ["imagine", .. words, .. Models];

    private protected string[] Models => ["--model", Toys.Vqgan, "--clip", Toys.Clip, "--runs", Runs, "--precision", "fp32"];

    private protected string At(string name) => Path.Combine(Toys.Folder, name);
}
