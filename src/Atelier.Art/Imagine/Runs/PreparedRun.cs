using Atelier.Art.Imagine.Diffusion;
using Atelier.Art.Imagine.Edits;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Film;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.AudioClip;
using Atelier.Models.Prior;

namespace Atelier.Art.Imagine.Runs;

/// <summary>A run whose models are found and whose options are complete and checked; no network is loaded yet.</summary>
internal sealed class PreparedRun
{
    private const double MostEnlarged = 4; // by one pass of the shipped upscaler
    private const int StateTensors = 5; // the latent, its start, the best one, and two moments
    private readonly List<string> _notes = [];
    private readonly GeneratorModel? _generator;

    private PreparedRun(ImagineOptions given, Device device, NetworkCache? cache)
    {
        given.Validate();
        Diffusion = DiffusionModel.Find(given);
        _generator = Diffusion is null ? GeneratorRegistry.Find(given) : null;
        Options = Diffusion?.Complete(given) ?? Generator.Fill(given).Validate() with { UnknownWords = null };
        Plan = Options.Plan;
        var hasCritics = Diffusion is null || given.Diffusion.Guide is not null;
        ClipFiles = !hasCritics || given.Prompt.Length + given.ImagePrompts.Length == 0 ? []
            : [.. given.Clip.Select(name => ModelHub.Find(name))];
        AudioClip = given.AudioClip is { } hearing ? ModelHub.Find(hearing) : null;
        var hasBank = Diffusion is null && StartBank.Find(Generator.Files) is not null;
        if (Diffusion is null)
        {
            CheckStart(hasBank);
        }

        if (hasCritics)
        {
            ReadWords(hasBank);
        }

        CheckPictures();
        if (Diffusion is null)
        {
            FitExtension(given);
            FitSize(Generator.Traits.Sizes);
        }

        var traits = Diffusion?.Traits(hasCritics) ?? Generator.Traits;
        (Cache, NetworksKey) = (cache, Runs.NetworksKey.Of(this, device));
        if (device.type == DeviceType.CPU)
        {
            var ranksStarts = Diffusion is null && (StartPolicy.UsesPrior(Options)
                || (Options.InitImage is null && given.Start is StartKind.Best or StartKind.Stored && hasBank));
            Memory = MemoryEstimate.FromFiles(traits, Critics, Options.Precision.IsBFloat16(device), ranksStarts) with
            {
                AreLoaded = cache?.Has(NetworksKey) == true,
            };
            cache?.MakeRoom(NetworksKey, Memory.Room(Options));
            Memory.Require(Options, MemoryEstimate.Free());
        }

        _notes.AddRange(LongPrompts.Notes(Options.Plan.Texts, Options.Clip.Zip(ClipFiles)));
        _notes.AddRange((Options.Steering ?? []).Select(change => change.Describe()));
        RecordWeights();
        var (width, height) = ((long)Options.Width!, (long)Options.Height!);
        var state = StateTensors * 4 * traits.LatentSize(height, width);
        DiskSpace = (2 * state) + (long)(width * height * 3 * (1 + (UpscaleFactor * UpscaleFactor)));
    }

    /// <summary>The options with the model's defaults filled in.</summary>
    public ImagineOptions Options { get; private set; }

    /// <summary>The prompts, for small CLIPs in words that they know.</summary>
    public PromptPlan Plan { get; private set; }

    /// <summary>The generator of the guided loop.</summary>
    /// <exception cref="InvalidOperationException">A diffusion model draws.</exception>
    public GeneratorModel Generator => _generator ?? throw new InvalidOperationException("A diffusion model draws this run.");

    /// <summary>The diffusion model that draws in place of the guided loop; null for a run of the loop.</summary>
    public DiffusionModel? Diffusion { get; }

    /// <summary>How many times larger a finished picture is shown than made: <c>imagine.upscale_to</c> of the model's configuration is
    /// the longer side to aim at. 1 for models without it, and where upscaling would undo an edit: kept pixels, seams, a palette.</summary>
    public double UpscaleFactor =>
        _generator?.Files?.Config.Integer("imagine.upscale_to") is { } side
        && Options.Edit is { Mask: null, Extend: null, Tile: Axes.None, Palette: null }
            ? Math.Clamp((double)side / Math.Max(Options.Width!.Value, Options.Height!.Value), 1, MostEnlarged) : 1;

    /// <summary>Iterations of the loop, or steps of the diffusion model.</summary>
    public int Iterations => Diffusion is null ? Options.Iterations!.Value : Options.Diffusion.Steps!.Value;

    /// <summary>All that decides which networks are loaded, and how: runs with the same can share them.</summary>
    public string NetworksKey { get; }

    /// <summary>Where networks stay loaded; null if they are for this run and those that are made together with it.</summary>
    public NetworkCache? Cache { get; }

    /// <summary>The files of each CLIP; none where sounds are the only prompts, or a diffusion model draws unguided.</summary>
    public IReadOnlyList<ModelFiles> ClipFiles { get; }

    /// <summary>The files of the AudioCLIP that hears the sounds; null where there are none.</summary>
    public ModelFiles? AudioClip { get; }

    /// <summary>The memory that it takes; null on a GPU.</summary>
    public MemoryEstimate? Memory { get; }

    /// <summary>What differs from the options that were given, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Bytes that the run's folder takes at most, without previews.</summary>
    public long DiskSpace { get; }

    /// <summary>Prepares a run on a device.</summary>
    /// <exception cref="AtelierException">A model or picture is missing, an option is out of range, or there is too little memory.
    /// </exception>
    public static PreparedRun Create(ImagineOptions options, Device device, NetworkCache? cache = null) => new(options, device, cache);

    /// <summary>The run's networks, of its own cache or of one that lives as long as they are needed.</summary>
    /// <param name="own">The cache of a run that has none.</param>
    /// <param name="load">Loads them.</param>
    /// <exception cref="AtelierException">A network cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public T Networks<T>(NetworkCache? own, Func<T> load)
        where T : class, IDisposable =>
        (Cache ?? own!).Get(NetworksKey, (Memory is { } memory ? memory with { AreLoaded = false } : null)?.Room(Options), load);

    /// <summary>How many such pictures can be computed together, now that the networks are loaded.</summary>
    /// <param name="limit">The largest number.</param>
    public int Together(int limit) => Memory is not { } memory ? limit
        : (memory with { AreLoaded = true }).Together(Options, MemoryEstimate.Free(), limit);

    /// <summary>Adds a change of weights to the options.</summary>
    /// <exception cref="OptionException">There is no such prompt, or a weight is out of range.</exception>
    public void Steer(SteeringChange change)
    {
        var names = Plan.Texts.Concat(Plan.Images).Concat(Plan.Sounds).Select(prompt => prompt.Subject).ToList();
        if (change.Weights.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw new OptionException(
                $"There is no prompt \"{unknown}\" whose weight could change; there are \"{string.Join("\", \"", names)}\".",
                nameof(ImagineOptions.Steering));
        }

        Options = (Options with { Steering = [.. Options.Steering ?? [], change] }).Validate();
    }

    private void CheckStart(bool hasBank)
    {
        if (Options.Start == StartKind.Stored && Options.InitImage is null && !hasBank)
        {
            throw new OptionException(
                $"The model {Options.Model} has no stored drawings to start from: {nameof(Options.Start)} best, prior, codes, pixels, " +
                "gradient, snow or blank is needed.",
                nameof(Options.Start));
        }

        if (StartPolicy.UsesPrior(Options))
        {
            CodePriorFile.Require(ModelHub.Find(Options.Prior
                ?? throw new OptionException(
                    $"The model {Options.Model} names no prior that could sample a start: {nameof(Options.Prior)} names one.",
                    nameof(Options.Prior))));
        }
    }

    // released CLIPs know all words
    private void ReadWords(bool hasBank)
    {
        if (Plan.Texts.Count == 0 || !ClipFiles.All(PromptCheck.IsSmall) || Lexicon() is not { } lexicon)
        {
            return;
        }

        var reader = new PromptReader(lexicon);
        var readings = Plan.Texts.DistinctBy(prompt => prompt.Subject)
            .ToDictionary(prompt => prompt.Subject, prompt => reader.Read(prompt.Subject));
        var check = PromptCheck.Create([.. readings.Values]);
        var needsDrawing = hasBank && Options.InitImage is null && Options.Start is StartKind.Best or StartKind.Stored;
        if (needsDrawing && Plan.Images.Count == 0 && !readings.Values.Any(reading => reading.LeadsAnywhere))
        {
            throw new OptionException(check.Refusal(lexicon));
        }

        Plan = Plan.WithWords(subject => readings[subject].Say(subject));
        if (check.Note is { } note)
        {
            _notes.Add(note);
            Options = Options with { UnknownWords = check.Unknown };
        }
    }

    private IReadOnlyList<ModelFiles> Critics => AudioClip is { } sounds ? [.. ClipFiles, sounds] : ClipFiles;

    // before anything is written
    private void CheckPictures()
    {
        if (AudioClip is { } files)
        {
            AudioClipPipeline.Require(files);
            Plan.Sounds.ToList().ForEach(prompt => _ = SoundReader.Read(prompt.Subject, AudioClipModel.SamplingRate));
        }

        var mask = Options.Edit.Mask is { } text ? RegionMask.Parse(text).File : null;
        string?[] all = [.. Options.Plan.Images.Select(prompt => prompt.Subject), Options.InitImage, Options.CrossImage, mask];
        foreach (var path in all.OfType<string>())
        {
            _ = Picture.Load(path);
        }
    }

    // an extended picture is as large as its start and what is added
    private void FitExtension(ImagineOptions given)
    {
        var (left, top, right, bottom) = Options.Edit.Extension();
        if (Options.Edit.Extend is null)
        {
            return;
        }

        if (given.Width is null)
        {
            var picture = Picture.Load(Options.InitImage!);
            Options = Options with { Width = picture.Width + left + right, Height = picture.Height + top + bottom };
            Options.Validate();
        }

        if (Options.Width <= left + right || Options.Height <= top + bottom)
        {
            throw new OptionException(
                $"{nameof(EditOptions.Extend)} {Options.Edit.Extend} leaves nothing of the start in {Options.Width}x{Options.Height}.",
                nameof(EditOptions.Extend));
        }
    }

    // of a generator without files, that of the shipped one
    private StartLexicon? Lexicon()
    {
        var shipped = new ImagineOptions().Model;
        var files = _generator?.Files ?? (ModelHub.Names.Contains(shipped) ? ModelHub.Find(shipped) : null);
        return files is null ? null : StartLexicon.Find(files);
    }

    private void FitSize(PictureSizes sizes)
    {
        var (width, height) = sizes.Fit(Options.Width!.Value, Options.Height!.Value);
        if ((width, height) != (Options.Width, Options.Height))
        {
            _notes.Add(
                $"{Options.Model} makes pictures {sizes}: {Options.Width}x{Options.Height} becomes {width}x{height}.");
            Options = Options with { Width = width, Height = height };
        }
    }

    private void RecordWeights()
    {
        var files = Diffusion?.WeightFiles(Options) ?? Generator.WeightFiles(Options);
        var critics = Options.Clip.Zip(ClipFiles, (name, clip) => (name, clip.Weights));
        var sounds = AudioClip is { } hearing ? [(Options.AudioClip!, hearing.Weights)] : Array.Empty<(string, string)>();
        var prior = Diffusion is null && StartPolicy.UsesPrior(Options)
            ? [(Options.Prior!, ModelHub.Find(Options.Prior!).Weights)] : Array.Empty<(string, string)>();
        var weights = WeightsRecord.Create([.. files, .. critics, .. sounds, .. prior]);
        _notes.AddRange(WeightsRecord.Changed(Options.Weights, weights)
            .Select(name => $"The weights of {name} have changed since: the picture will not be the same."));
        Options = Options with { Weights = weights };
    }
}
