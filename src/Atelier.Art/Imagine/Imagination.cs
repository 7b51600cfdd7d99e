using System.Diagnostics;
using Atelier.Art.Prior;
using Atelier.Hub;
using Atelier.Media;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Vqgan;
using Atelier.Core;

namespace Atelier.Art.Imagine;

/// <summary>From words to a picture: loads the models, finds a start, runs the guided loop, keeps the run's folder.</summary>
public sealed class Imagination
{
    private const int StateEvery = 25;        // iterations between states to resume from
    private const double DrawnCost = 0.1;     // a picture drawn by a prior is rougher than a stored one: it must please each critic by so much more

    private readonly ImagineOptions _options;
    private readonly ModelFiles _generatorFiles;
    private readonly List<ModelFiles> _clipFiles;
    private readonly RunFolder _run;
    private readonly Device _device;

    private Imagination(ImagineOptions options, RunFolder? run, string runsFolder, Device? device)
    {
        _device = device ?? CPU;
        options.Validate();
        _generatorFiles = ModelHub.Find(options.Model);
        _clipFiles = [.. options.Clip.Select(name => ModelHub.Find(name))];
        _options = ModelDefaults.Fill(options, _generatorFiles.Config);
        if (_options.Start == StartKind.Stored && _options.InitImage is null && !HasStored)
        {
            throw new UserException($"The model {options.Model} has no stored drawings to begin from: --init best, prior, codes, pixels, gradient, snow or blank is needed.");
        }

        if (AsksPrior)
        {
            _ = ModelHub.Find(_options.Prior.Length > 0 ? _options.Prior : throw new UserException($"The model {options.Model} names no prior that could draw a start: --prior names one."));
        }

        foreach (var picture in PicturesOf(options))
        {
            _ = Picture.Load(picture); // read before anything is written
        }

        if ((_device.type == DeviceType.CPU))
        {
            MemoryEstimate.Of(_generatorFiles, _clipFiles, Fast, AsksPrior || (options.InitImage is null && options.Start is StartKind.Best or StartKind.Stored && HasStored)).Require(_options, MemoryEstimate.Free());
        }

        _run = run ?? RunFolder.Create(runsFolder, _options);
    }

    /// <summary>The run's folder.</summary>
    public string Folder => _run.Folder;

    /// <summary>What is really used: the model's own values filled in.</summary>
    public ImagineOptions Options => _options;

    /// <summary>Prepares a new picture; models are looked up but not loaded yet.</summary>
    /// <param name="options">What is wanted.</param>
    /// <param name="runsFolder">Where the run's folder is made.</param>
    /// <param name="device">Where it computes; the CPU unless said. No part of the options: a picture may be repeated elsewhere.</param>
    public static Imagination Begin(ImagineOptions options, string runsFolder, Device? device = null) => new(options, null, runsFolder, device);

    /// <summary>Goes on with a run that was cut off.</summary>
    public static Imagination Resume(string run, Device? device = null)
    {
        var folder = RunFolder.Open(run);
        return new(folder.Options(), folder, "", device);
    }

    /// <summary>The parameters a picture carries.</summary>
    /// <exception cref="UserException">It carries none.</exception>
    public static ImagineOptions ParametersOf(string picture) => File.Exists(picture)
        ? ImagineOptions.FromJson(Picture.ReadText(picture, "parameters") ?? throw new UserException($"{picture} carries no parameters: only pictures made by 'atelier imagine' do."), picture)
        : throw new UserException($"There is no file '{picture}'.");

    /// <summary>Makes the picture; cancelled, it keeps the best so far.</summary>
    /// <param name="output">A second place for the finished picture, or null.</param>
    /// <param name="progress">Told after every iteration.</param>
    /// <param name="cancel">Stops the loop.</param>
    /// <returns>Where the picture is.</returns>
    /// <exception cref="UserException">Another process works in the run's folder.</exception>
    public string Run(string? output, IProgress<ImagineStep>? progress = null, CancellationToken cancel = default)
    {
        using var alone = _run.Lock();
        using var scope = NewDisposeScope();
        using var random = new Generator(_options.Seed, _device);
        using var generator = LoadGenerator();
        var (height, width) = (Fit(_options.Height, generator.Factor), Fit(_options.Width, generator.Factor));
        var critics = _clipFiles.Select(files => LoadCritic(files, random)).ToList();
        using var loop = new GuidedLoop(_options, generator, critics, Start(generator, critics, height, width, random));
        _run.Load(loop);
        var clock = Stopwatch.StartNew();
        var pace = 0.0;
        while (loop.Iteration < _options.Iterations && !cancel.IsCancellationRequested && (_options.Patience == 0 || loop.Stagnation <= _options.Patience))
        {
            clock.Restart();
            var losses = loop.Step();
            pace = pace == 0 ? clock.Elapsed.TotalSeconds : (0.8 * pace) + (0.2 * clock.Elapsed.TotalSeconds);
            var preview = _options.SaveEvery > 0 && loop.Iteration % _options.SaveEvery == 0 ? _run.WritePreview(loop.Iteration, PictureOf(loop.Picture)) : null;
            if (loop.Iteration % StateEvery == 0)
            {
                _run.Save(loop);
            }

            progress?.Report(new(loop.Iteration, _options.Iterations, losses.Values.Sum(), losses, pace, preview));
        }

        _run.Save(loop);
        critics.ForEach(critic => critic.Dispose());
        var picture = PictureOf(loop.BestPicture);
        RunFolder.WritePicture(_run.Picture, picture, _options);
        if (output is not null)
        {
            RunFolder.WritePicture(output, picture, _options);
        }

        return output ?? _run.Picture;
    }

    private static IEnumerable<string> PicturesOf(ImagineOptions options) =>
        (options.ImagePrompts.Length == 0 ? [] : Prompt.Parse(options.ImagePrompts).Select(prompt => prompt.Subject)).Concat(options.InitImage is { } path ? [path] : []);

    private static long Fit(int size, int factor) => Math.Max(factor, (size + (factor / 2)) / factor * factor);

    private static Picture PictureOf(Func<Tensor> make)
    {
        using var scope = NewDisposeScope();
        return make().ToPicture();
    }

    private bool HasStored => StartBank.Find(_generatorFiles) is not null;

    private bool AsksPrior => _options.InitImage is null && (_options.Start == StartKind.Prior || (_options.Start == StartKind.Best && _options.Prior.Length > 0 && _options.Prompt.Length > 0));

    private bool Fast => _options.Precision == Precision.Bf16 || (_options.Precision == Precision.Auto && (_device.type == DeviceType.CPU) && Processor.HasBf16);

    private VqganGenerator LoadGenerator()
    {
        var model = VqganFile.Load(_generatorFiles, _device);
        if (Fast)
        {
            model.ToFastPath();
        }

        return new(model);
    }

    private ClipCritic LoadCritic(ModelFiles files, Generator random)
    {
        var model = ClipFile.Load(files, _device);
        if (Fast)
        {
            model.ToFastPath();
        }

        var tokenizer = TokenizerFile.Load(files, model.Options);
        var critic = new ClipCritic(model, new(model.Options.Resolution, _options.Cutn, _options.CutPower, _options.CutMethod), _options.Augmentation);
        foreach (var prompt in _options.Prompt.Length == 0 ? [] : Prompt.Parse(_options.Prompt))
        {
            critic.AddText(prompt, tokenizer);
        }

        foreach (var prompt in _options.ImagePrompts.Length == 0 ? [] : Prompt.Parse(_options.ImagePrompts))
        {
            using var scope = NewDisposeScope();
            critic.AddPicture(prompt, Picture.Load(prompt.Subject).ToTensor().to(_device), random);
        }

        return critic;
    }

    // what the prior draws of the weightiest words [n, 3, h, w]
    private Tensor Drawn(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        using var prior = PriorPictures.Open(_options.Prior, _device);
        var words = Prompt.Parse(_options.Prompt).MaxBy(prompt => prompt.Weight)!.Subject;
        return scope.MoveToOuter(Starts.Sized(prior.Draw(_options.Candidates, words, prior.Usual, random), height, width));
    }

    // the start's latent; of several, the one the critics like best
    private Tensor Start(VqganGenerator generator, List<ClipCritic> critics, long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        if (_options.InitImage is { } path)
        {
            return scope.MoveToOuter(generator.Encode(Picture.Load(path).Over(Colour.White).Cover((int)width, (int)height).ToTensor().to(_device)));
        }

        var offered = new List<(Tensor Pictures, double Cost)>();
        if (_options.Start is StartKind.Best or StartKind.Stored && StartBank.Find(_generatorFiles) is { } bank)
        {
            offered.Add((bank.Best(generator, critics, height, width, _options.Candidates, random), 0));
        }

        if (AsksPrior)
        {
            offered.Add((Drawn(height, width, random), DrawnCost));
        }

        if (offered.Count > 0)
        {
            var losses = offered.Select(kind => ClipCritic.LossesOfWhole(critics, kind.Pictures) + (kind.Cost * critics.Count)); // [n] each
            var best = cat([.. losses], 0).argmin(0, keepdim: true);
            return scope.MoveToOuter(generator.Encode(cat([.. offered.Select(kind => kind.Pictures)], 0).index_select(0, best)));
        }

        return scope.MoveToOuter(_options.Start is StartKind.Codes or StartKind.Best ? generator.Random(height, width, random) : generator.Encode(Starts.Draw(_options.Start, height, width, random)));
    }
}
