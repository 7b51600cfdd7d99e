using Atelier.Cli.Commands.Forward.Generators;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Models;
using Atelier.Models.SuperResolution;
using Atelier.Torch.WeightFiles;

namespace Atelier.Cli.Commands.Forward;

/// <summary>Runs a network on tensors from a file, for conformance checks and research.</summary>
internal sealed class ForwardPass
{
    private static readonly IForwardKind[] All =
    [
        new DiffusionForward(), new DiffusionUnetForward(), new DiffusionVaeForward(), new DiffusionTextForward(), new AudioClipForward(),
        new ClipForward(), new GptForward(), new VqganForward(), new PainterForward(), new LpipsForward(), new PatchGanForward(),
        new BigGanForward(), new StyleGan2Forward(), new Pix2PixForward(), new AttnGanForward(),
        new UpscalerForward("rrdb", UpscalerFile.IsRrdb), new UpscalerForward("srvgg", UpscalerFile.IsSrvgg),
    ];

    private readonly ModelFiles _files;
    private readonly IForwardKind _kind;
    private readonly Device _device;

    private ForwardPass(ModelFiles files, IForwardKind kind, Device? device) => (_files, _kind, _device) = (files, kind, device ?? CPU);

    /// <summary>The supported kinds of network.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. All.Select(kind => kind.Name)];

    /// <summary>The functions of this network, each with its inputs and outputs.</summary>
    public IReadOnlyList<string> Functions => _kind.Functions;

    /// <summary>Finds the model, and detects its kind unless it is given.</summary>
    /// <exception cref="CommandLineException">There is no such file, or its kind is unknown.</exception>
    public static ForwardPass Open(string model, string? config, string? kind, Device? device = null)
    {
        var found = kind is null ? Array.Find(All, known => Directory.Exists(model) && known.RecognisesFolder(model))
            : Array.Find(All, known => known.Name == kind)
                ?? throw new CommandLineException($"The kind '{kind}' is not known; there are {string.Join(", ", Kinds)}.");
        if (found is not null)
        {
            return new(found.Find(model, config), found, device);
        }

        var files = ModelHub.Find(model, config);
        var stored = files.Open();
        return new(files, Array.Find(All, known => known.Recognises(stored))
            ?? throw new CommandLineException(
                $"{files.Weights} holds a network of an unknown kind; the known ones are {string.Join(", ", Kinds)} (--kind)."),
            device);
    }

    /// <summary>Reads the inputs, runs a function and writes the outputs.</summary>
    /// <exception cref="CommandLineException">Function, input or file is missing or invalid.</exception>
    public void Run(string? function, string? input, string? output, bool fast)
    {
        var names = Functions.Select(line => line.Split(' ')[0]).ToList();
        if (function is null || !names.Contains(function))
        {
            throw new CommandLineException($"--function '{function}' is not one of {_kind.Name}'s: {string.Join(", ", names)}.");
        }

        using var scope = NewDisposeScope();
        var stored = SafeTensors.Read(
            input ?? throw new CommandLineException("--in is missing: a safetensors file with the inputs."), out _);
        Tensor ReadInput(string name) =>
            (stored.GetValueOrDefault(name) ?? stored.GetValueOrDefault("in." + name)
                ?? throw new CommandLineException($"{input} has no tensor '{name}', which {function} needs."))
                .Read()
                .to(_device);

        var outputs = _kind.Run(_files, function, ReadInput, fast, _device);
        SafeTensors.Write(
            output ?? throw new CommandLineException("--out is missing: a safetensors file for the outputs."),
            outputs.Select(pair => KeyValuePair.Create(pair.Name, pair.Value.contiguous())));
    }
}
