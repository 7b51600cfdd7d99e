using Atelier.Core;

namespace Atelier.Cli;

/// <summary>The command line asks for something that cannot be done. Unlike the libraries'
/// errors, the message may name options and commands.
/// </summary>
internal sealed class CommandLineException(string message, Exception? inner = null) : AtelierException(message, inner);
