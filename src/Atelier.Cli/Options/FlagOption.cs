using System.CommandLine;

namespace Atelier.Cli.Options;

/// <summary>An option without a value.</summary>
internal sealed class FlagOption : Option<bool>
{
    /// <summary>A flag of this name.</summary>
    public FlagOption(string name, params string[] aliases)
        : base(name, aliases) => Arity = ArgumentArity.Zero;
}
