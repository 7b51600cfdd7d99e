using System.CommandLine;
using Atelier.Art.Explore.Films;
using Atelier.Art.Imagine;
using Atelier.Cli.Options;

namespace Atelier.Cli.Commands.Film;

/// <summary>The options that commands share whose result is a film of generated frames.</summary>
internal sealed class FilmCommandOptions
{
    private static readonly ImagineOptions s_defaults = new();
    private readonly string _defaultName;

    public FilmCommandOptions(string defaultName)
    {
        _defaultName = defaultName;
        Output = new("--output", "-o")
        {
            Description = $"The film: .mp4, .webm, .gif, .webp and so on, or a folder of PNG frames; by default {defaultName}.",
        };
    }

    /// <summary>The film.</summary>
    public Option<string?> Output { get; }

    /// <summary>Frames per second.</summary>
    public NumericOption<int> Rate { get; } = new(1, 120, "--fps") { Description = "Frames per second.", Default = 24 };

    /// <summary>The longer side of the film.</summary>
    public NumericOption<int> Size { get; } = new(16, 8192, "--size", "-s")
    {
        Description = "The film's longer side in pixels, upscaled where it is larger than the frames; by default the frames' own.",
    };

    /// <summary>The longer side of the frames.</summary>
    public NumericOption<int> WorkSize { get; } = new(16, 4096, "--work-size")
    {
        Description = "The longer side in pixels at which frames are generated; by default the model's own.",
    };

    /// <summary>The generator.</summary>
    public Option<string> Model { get; } = new("--model")
    {
        Description = "The generator, by name or path.", DefaultValueFactory = _ => s_defaults.Model,
    };

    /// <summary>The CLIP.</summary>
    public Option<string> Clip { get; } = new("--clip")
    {
        Description = "The CLIP, by name or path.", DefaultValueFactory = _ => s_defaults.Clip[0],
    };

    /// <summary>The seed.</summary>
    public NumericOption<long> Seed { get; } = new(0, uint.MaxValue, "--seed")
    {
        Description = "The same seed gives the same film.", Default = 1,
    };

    /// <summary>Iterations of a picture from words.</summary>
    public NumericOption<int> Iterations { get; } = new(1, 1_000_000, "--iterations", "-i")
    {
        Description = "Iterations of each picture that is made from words; by default the model's own.",
    };

    /// <summary>Iterations of each frame.</summary>
    public NumericOption<int> FrameIterations { get; } = new(0, 10_000, "--frame-iterations")
    {
        Description = "Iterations of each frame that is guided.", Default = 3,
    };

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Output, Rate, Size, WorkSize, Model, Clip, Seed, Iterations, FrameIterations })
        {
            command.Add(option);
        }
    }

    /// <summary>The file.</summary>
    public FilmOrder Order(ParseResult parse) => new()
    {
        Output = parse.GetValue(Output) ?? _defaultName, Rate = Rate.Get(parse), Size = parse.GetValue(Size),
    };

    /// <summary>Options of pictures from words, without words.</summary>
    public ImagineOptions Imagine(ParseResult parse) => new()
    {
        Model = parse.GetValue(Model)!,
        Clip = [parse.GetValue(Clip)!],
        Seed = (ulong)Seed.Get(parse),
        Iterations = parse.GetValue(Iterations),
        Precision = CommonOptions.Precision.Get(parse),
        SaveEvery = 0,
    };
}
