using System.CommandLine;

namespace Atelier.Cli.Options;

/// <summary>An option without a value: it is said or it is not.</summary>
internal sealed class Flag : Option<bool>
{
    /// <summary>A flag of this name.</summary>
    public Flag(string name, params string[] aliases)
        : base(name, aliases) => Arity = ArgumentArity.Zero;
}
