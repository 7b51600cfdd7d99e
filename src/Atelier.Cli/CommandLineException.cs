using Atelier.Core;

namespace Atelier.Cli;

/// <summary>The command line asks for something that cannot be done. Unlike those of the libraries, its message may name flags and
/// commands.</summary>
internal sealed class CommandLineException(string message, Exception? inner = null) : AtelierException(message, inner);
