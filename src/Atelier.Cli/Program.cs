using System.CommandLine;
using Atelier.Cli;
using Atelier.Cli.Commands;

return await CommandLine.RunAsync(args);
