using Atelier.Core;

namespace Atelier.Cli.Output;

/// <summary>What a user of the command line can do about an error: the libraries know no commands.</summary>
internal static class Remedy
{
    /// <summary>The error's sentence, the option it is about, and the command that helps where there is one.</summary>
    public static string Describe(AtelierException error)
    {
        if (error is RecipeException { IsOverride: true })
        {
            return $"--set: {error.Message}";
        }

        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is ModelFileException { Downloadable: { } model })
            {
                return $"{error.Message} 'atelier models get {model}' fetches it.";
            }

            if (cause is DataFormatException { Buildable: { } data })
            {
                return $"{error.Message} 'atelier data build {data}' makes the data set.";
            }
        }

        return error.Message;
    }
}
