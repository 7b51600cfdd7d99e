using System.Diagnostics;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Runs;
using Atelier.Art.Imagine.Starts;
using Atelier.Art.Prior;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Prior;
using Atelier.Torch.Process;

namespace Atelier.Art.Imagine;

/// <summary>From words to a picture: loads the models, finds a start, runs the guided loop, keeps the run's folder.</summary>
public sealed class Imagination
{
    private const int StateTensors = 5;       // the latent, where it began, the best, and two moments
    private const int StateEvery = 25;        // iterations between states to resume from
    // a picture drawn by a prior is rougher than a stored one: it must please each critic by so much more
    private const double DrawnCost = 0.1;

    private readonly ImagineOptions _options;
    private readonly ModelFiles _generatorFiles;
    private readonly List<ModelFiles> _clipFiles;
    private readonly RunFolder _run;
    private readonly Device _device;
    private readonly List<string> _notes = [];

    private Imagination(ImagineOptions options, RunOrder order, RunFolder? run, string runsFolder, Device? device)
    {
        _device = device ?? CPU;
        options.Validate();
        _generatorFiles = ModelHub.Find(options.Model);
        _clipFiles = [.. options.Clip.Select(name => ModelHub.Find(name))];
        _options = ModelDefaults.Fill(options, _generatorFiles.Config).Validate();
        if (_options.Start == StartKind.Stored && _options.InitImage is null && !HasStored)
        {
            throw new UserException(
                $"The model {options.Model} has no stored drawings to begin from: --init best, prior, codes, pixels, gradient, snow or " +
                "blank is needed.");
        }

        if (AsksPrior)
        {
            CodePriorFile.Require(ModelHub.Find(_options.Prior
                ?? throw new UserException($"The model {options.Model} names no prior that could draw a start: --prior names one.")));
        }

        foreach (var picture in PicturesOf(options))
        {
            _ = Picture.Load(picture); // read before anything is written
        }

        var generator = VqganOptions.FromWeights(_generatorFiles.Open(), _generatorFiles.Weights);
        var (width, height) = (Fit(_options.Width!.Value, generator.Factor), Fit(_options.Height!.Value, generator.Factor));
        if ((width, height) != (_options.Width, _options.Height))
        {
            _notes.Add(
                $"{options.Model} makes pictures whose sides are multiples of {generator.Factor}: {_options.Width}x{_options.Height} " +
                $"becomes {width}x{height}.");
            _options = _options with { Width = width, Height = height };
        }

        if (_device.type == DeviceType.CPU)
        {
            MemoryEstimate.Of(
                _generatorFiles,
                _clipFiles,
                Fast,
                AsksPrior || (options.InitImage is null && options.Start is StartKind.Best or StartKind.Stored && HasStored))
                .Require(_options, MemoryEstimate.Free());
        }

        _notes.AddRange(LongPrompts.Remarks(_options.Prompt, _options.Clip.Zip(_clipFiles)));
        var weights = WeightsRecord.Of(Models());
        _notes.AddRange(WeightsRecord.Changed(options.Weights, weights)
            .Select(name => $"The weights of {name} are not those of then: the picture will not be the same."));
        _options = _options with { Weights = weights };
        var state = (long)StateTensors * 4 * generator.EmbeddingWidth * (width / generator.Factor) * (height / generator.Factor);
        AtomicFile.RequireWritable(Path.Combine(run?.Folder ?? runsFolder, "picture.png"), (2 * state) + ((long)width * height * 3));
        (_run, Order) = (run ?? RunFolder.Create(runsFolder, _options, order), order);
    }

    /// <summary>The run's folder.</summary>
    public string Folder => _run.Folder;

    /// <summary>What is really used: the model's own values filled in.</summary>
    public ImagineOptions Options => _options;

    /// <summary>What was asked for besides the picture.</summary>
    public RunOrder Order { get; }

    /// <summary>What is done otherwise than it was said, a sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>How many iterations there are in all.</summary>
    public int Iterations => _options.Iterations!.Value;

    /// <summary>How many iterations are done.</summary>
    public int IterationsDone { get; private set; }

    /// <summary>Whether the last call of <see cref="Run"/> was cancelled before its last iteration.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Prepares a new picture; models are looked up but not loaded yet.</summary>
    /// <param name="options">What is wanted.</param>
    /// <param name="runsFolder">Where the run's folder is made.</param>
    /// <param name="device">Where it computes; the CPU unless said. No part of the options: a picture may be repeated elsewhere.</param>
    /// <param name="order">What is wanted besides; nothing unless said.</param>
    /// <exception cref="UserException">It cannot be made: why is told.</exception>
    public static Imagination Begin(ImagineOptions options, string runsFolder, Device? device = null, RunOrder? order = null) =>
        new(options, order ?? new(), null, runsFolder, device);

    /// <summary>Goes on with a run that was cut off, or further than it was meant to.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="device">Where it computes; the CPU unless said.</param>
    /// <param name="iterations">Iterations in all; what the run was given, unless said.</param>
    /// <param name="order">What is wanted besides; what the run was given, unless said.</param>
    /// <exception cref="UserException">It is no run, or has done more iterations already.</exception>
    public static Imagination Resume(string run, Device? device = null, int? iterations = null, RunOrder? order = null)
    {
        var folder = RunFolder.Open(run);
        var (options, done) = (folder.Options(), folder.IterationsDone());
        return iterations <= done
            ? throw new UserException($"{run} has {done} iterations behind it: --iterations must be more.")
            : new(options with { Iterations = iterations ?? options.Iterations }, folder.Order().With(order ?? new()), folder, "", device);
    }

    /// <summary>The parameters that a picture, or a run, was made with.</summary>
    /// <param name="source">A picture, a run's folder, or its run.json.</param>
    /// <exception cref="UserException">It carries none.</exception>
    public static ImagineOptions ParametersOf(string source)
    {
        var file = Directory.Exists(source) ? Path.Combine(source, "run.json") : source;
        if (!File.Exists(file))
        {
            throw new UserException(
                Directory.Exists(source) ? $"{source} is no run: it holds no run.json." : $"There is no file '{source}'.");
        }

        var isRecord = Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase);
        return ImagineOptions.FromJson(
            (isRecord ? InputFile.ReadText(file, "a run's record") : Picture.ReadText(file, ImagineOptions.Key))
                ?? throw new UserException($"{source} carries no parameters: only pictures made by 'atelier imagine' do."), source);
    }

    /// <summary>Makes the picture; cancelled, it keeps the best so far.</summary>
    /// <param name="output">A second place for the finished picture; that of the order unless said.</param>
    /// <param name="progress">Told after every iteration.</param>
    /// <param name="cancel">Stops the loop.</param>
    /// <returns>Where the picture is.</returns>
    /// <exception cref="UserException">Another process works in the run's folder.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the first iteration: there is no picture yet.</exception>
    public string Run(string? output = null, IProgress<ImagineStep>? progress = null, CancellationToken cancel = default)
    {
        using var alone = _run.Lock();
        using var scope = NewDisposeScope();
        using var random = new Generator(_options.Seed, _device);
        using var generator = LoadGenerator();
        var critics = _clipFiles.Select(files => LoadCritic(files, random, cancel)).ToList();
        HeapMemory.GiveBack(); // weights were read in fp32
        using var loop = new GuidedLoop(_options, generator, critics, Start(generator, critics, random, cancel));
        _run.Load(loop);
        cancel.ThrowIfCancellationRequested();
        output ??= Order.Output;
        _run.Write(_options, Order with { Output = output });
        var full = Loop(loop, progress, cancel);
        (IterationsDone, IsStopped) = (loop.Iteration, cancel.IsCancellationRequested && loop.Iteration < Iterations);
        critics.ForEach(critic => critic.Dispose());
        var picture = PictureOf(loop.BestPicture);
        if (output is not null)
        {
            RunFolder.WritePicture(output, picture, _options);
        }

        RunFolder.WritePicture(_run.Picture, picture, _options); // before the state: a disk may be full
        if (full is not null)
        {
            throw full;
        }

        _run.Save(loop);
        return output ?? _run.Picture;
    }

    // a full disk ends it: what there is by then can still be kept elsewhere
    private DiskFullException? Loop(GuidedLoop loop, IProgress<ImagineStep>? progress, CancellationToken cancel)
    {
        try
        {
            Steps(loop, progress, cancel);
            return null;
        }
        catch (DiskFullException e)
        {
            return e;
        }
    }

    private void Steps(GuidedLoop loop, IProgress<ImagineStep>? progress, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var pace = 0.0;
        while (loop.Iteration < Iterations && !cancel.IsCancellationRequested
            && (_options.Patience == 0 || loop.Stagnation <= _options.Patience))
        {
            clock.Restart();
            var losses = loop.Step();
            pace = pace == 0 ? clock.Elapsed.TotalSeconds : (0.8 * pace) + (0.2 * clock.Elapsed.TotalSeconds);
            var preview = _options.SaveEvery > 0 && loop.Iteration % _options.SaveEvery == 0
                ? _run.WritePreview(loop.Iteration, PictureOf(loop.Picture))
                : null;
            if (loop.Iteration % StateEvery == 0)
            {
                _run.Save(loop);
            }

            progress?.Report(new(loop.Iteration, Iterations, losses.Values.Sum(), losses, pace, preview));
        }
    }

    private IEnumerable<(string Name, ModelFiles Files)> Models() =>
        _options.Clip.Zip(_clipFiles).Prepend((_options.Model, _generatorFiles))
            .Concat(AsksPrior ? [(_options.Prior!, ModelHub.Find(_options.Prior!))] : []);

    private static IEnumerable<string> PicturesOf(ImagineOptions options) =>
        (options.ImagePrompts.Length == 0 ? [] : Prompt.Parse(options.ImagePrompts).Select(prompt => prompt.Subject))
            .Concat(options.InitImage is { } path ? [path] : []);

    private static int Fit(int size, int factor) => Math.Max(factor, (size + (factor / 2)) / factor * factor);

    private static Picture PictureOf(Func<Tensor> make)
    {
        using var scope = NewDisposeScope();
        var picture = make();
        return picture.isfinite().all().ToBoolean() ? picture.ToPicture()
            : throw new UserException("The picture is not a number in places: the weights are broken, or --learning-rate is too large.");
    }

    private bool HasStored => StartBank.Find(_generatorFiles) is not null;

    private bool AsksPrior => _options.InitImage is null && (_options.Start == StartKind.Prior
        || (_options.Start == StartKind.Best && _options.Prior is not null && _options.Prompt.Length > 0));

    private bool Fast => _options.Precision.IsBFloat16(_device);

    private VqganGenerator LoadGenerator()
    {
        var model = VqganFile.Load(_generatorFiles, _device);
        if (Fast)
        {
            model.ToFastPath();
        }

        return new(model);
    }

    private ClipCritic LoadCritic(ModelFiles files, Generator random, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var model = ClipFile.Load(files, _device);
        if (Fast)
        {
            model.ToFastPath();
        }

        var tokenizer = TokenizerFile.Load(files, model.Options);
        var critic = new ClipCritic(
            model, new(model.Options.Resolution, _options.Cutn!.Value, _options.CutPower, _options.CutMethod), _options.Augmentation);
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
    private Tensor Drawn(int height, int width, Generator random)
    {
        using var scope = NewDisposeScope();
        using var prior = PriorPictures.Open(_options.Prior!, _device);
        var words = Prompt.Parse(_options.Prompt).MaxBy(prompt => prompt.Weight)!.Subject;
        return scope.MoveToOuter(StartPictures.Sized(prior.Draw(_options.Candidates, words, prior.Usual, random), height, width));
    }

    // the start's latent; of several, the one the critics like best
    private Tensor Start(VqganGenerator generator, List<ClipCritic> critics, Generator random, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var (height, width) = (_options.Height!.Value, _options.Width!.Value);
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        if (_options.InitImage is { } path)
        {
            return scope.MoveToOuter(generator.Encode(Picture.Load(path).Over(Colour.White).Cover(width, height).ToTensor().to(_device)));
        }

        var offered = new List<(Tensor Pictures, double Cost)>();
        if (_options.Start is StartKind.Best or StartKind.Stored && StartBank.Find(_generatorFiles) is { } bank)
        {
            offered.Add((bank.Best(generator, critics, height, width, _options.Candidates, random, cancel), 0));
        }

        cancel.ThrowIfCancellationRequested();
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

        return scope.MoveToOuter(_options.Start is StartKind.Codes or StartKind.Best
            ? generator.Random(height, width, random)
            : generator.Encode(StartPictures.Draw(_options.Start, height, width, random)));
    }
}
