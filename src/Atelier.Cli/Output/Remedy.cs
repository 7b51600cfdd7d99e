using Atelier.Core;

namespace Atelier.Cli.Output;

/// <summary>What a user of the command line can do about an error: the libraries know no commands.</summary>
internal static class Remedy
{
    /// <summary>The error's sentence, and the command that helps where there is one.</summary>
    public static string Describe(AtelierException error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is ModelFileException { Downloadable: { } model })
            {
                return $"{error.Message} 'atelier models get {model}' fetches it.";
            }
        }

        return error.Message;
    }
}
