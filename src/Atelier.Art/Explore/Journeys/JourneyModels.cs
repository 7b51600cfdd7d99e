using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;
using Atelier.Models.Codecs.Vqgan;

namespace Atelier.Art.Explore.Journeys;

/// <summary>The networks that make the pictures of a film: a VQGAN, and a CLIP where words guide them. h, w the pictures' size, e the
/// width of a code, f the VQGAN's factor.</summary>
public sealed class JourneyModels : IDisposable
{
    private const string WorkSize = "WorkSize"; // the option of all films that sets the size of their frames
    private readonly VqganModel _vqgan;
    private readonly VqganGenerator _generator;

    private JourneyModels(VqganModel vqgan, ClipPipeline? clip, ImagineOptions options) =>
        (_vqgan, _generator, Clip, Options) = (vqgan, new(vqgan), clip, options);

    /// <summary>The options of a picture, complete.</summary>
    public ImagineOptions Options { get; }

    /// <summary>Columns of the pictures.</summary>
    public int Width => Options.Width!.Value;

    /// <summary>Rows of the pictures.</summary>
    public int Height => Options.Height!.Value;

    /// <summary>The first CLIP; null if none was asked for.</summary>
    internal ClipPipeline? Clip { get; }

    /// <summary>The device of the networks.</summary>
    internal Device Device => _generator.Device;

    /// <summary>The options with the model's defaults, and a size of the given shape whose sides are multiples of the model's factor. Only
    /// the headers of the files are read.</summary>
    /// <param name="options">The options; their size is replaced.</param>
    /// <param name="longer">The longer side in pixels; the model's own by default.</param>
    /// <param name="shape">Width by height; square by default.</param>
    /// <exception cref="AtelierException">A model is missing or broken, or an option is out of range.</exception>
    public static ImagineOptions Complete(ImagineOptions options, int? longer, (int Width, int Height)? shape)
    {
        if (VqganGenerator.Find(options) is not { } files)
        {
            throw new OptionException(
                $"{options.Model} is no VQGAN, which moving cameras, films in new words and ways through codes or CLIP need; "
                + "vqgan-glyphs is one.", nameof(options.Model));
        }

        options.Clip.ToList().ForEach(name => ModelHub.Find(name));
        var factor = VqganOptions.FromWeights(files.Open(), files.Weights).Factor;
        var filled = ModelDefaults.Fill(options with { Width = null, Height = null }, files.Config, new());
        var side = longer ?? filled.Width!.Value;
        var (width, height) = shape is { } given ? Picture.FitSize(given.Width, given.Height, side) : (side, side);
        return filled with { Width = Fit(width), Height = Fit(height) };

        int Fit(int size) => Math.Max(factor, (size + (factor / 2)) / factor * factor);
    }

    /// <summary>Checks that guided frames fit into the memory.</summary>
    /// <param name="options">Options from <see cref="Complete"/>.</param>
    /// <param name="device">The device; only the CPU's memory is predicted.</param>
    /// <exception cref="OptionException">They do not fit; the message says what would.</exception>
    public static void RequireMemory(ImagineOptions options, Device device)
    {
        if (device.type != DeviceType.CPU)
        {
            return;
        }

        try
        {
            var clip = ModelHub.Find(options.Clip[0]);
            MemoryEstimate.FromFiles(GeneratorRegistry.Find(options).Traits, [clip], options.Precision.IsBFloat16(device), starts: false)
                .Require(options, MemoryEstimate.Free());
        }
        catch (NotEnoughMemoryException e)
        {
            throw new OptionException($"{WorkSize} is too large: {e.Message}", WorkSize);
        }
    }

    /// <summary>Loads the networks.</summary>
    /// <param name="options">Options from <see cref="Complete"/>.</param>
    /// <param name="guided">Whether to load the CLIP.</param>
    /// <param name="device">Where to.</param>
    /// <exception cref="ModelFileException">A network cannot be loaded.</exception>
    public static JourneyModels Load(ImagineOptions options, bool guided, Device device)
    {
        var fast = options.Precision.IsBFloat16(device);
        var vqgan = VqganFile.Load(ModelHub.Find(options.Model), device);
        try
        {
            if (fast)
            {
                vqgan.ToBFloat16();
            }

            return new(vqgan, guided ? CriticLoader.Load(ModelHub.Find(options.Clip[0]), fast, device) : null, options);
        }
        catch
        {
            vqgan.Dispose();
            throw;
        }
    }

    /// <summary>A picture as [1, 3, h, w] in [0, 1], cropped to the films' shape.</summary>
    public Tensor Fit(Picture picture)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(picture.Flatten(Colour.White).Cover(Width, Height).ToTensor().to(Device));
    }

    /// <summary>The codes of a picture [1, 3, h, w] in [0, 1], as latent [1, e, h / f, w / f].</summary>
    public Tensor Encode(Tensor picture) => _generator.Encode(picture).Value;

    /// <summary>The latent of a picture before it is quantised: what codes round off is still in it.</summary>
    public Tensor EncodeExactly(Tensor picture)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(_vqgan.EncodeLatent((picture * 2) - 1));
    }

    /// <summary>The latent of codes i64 [h · w], in a grid of h × w.</summary>
    internal Tensor Lookup(Tensor codes, long height, long width) => _generator.Lookup(codes, height, width);

    /// <summary>The picture [1, 3, h, w] in [0, 1] of a latent that may lie between codes. Pictures of the nearest codes would jump
    /// wherever one code becomes another.</summary>
    public Tensor Decode(Tensor latent)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(((_vqgan.decode(latent) + 1) / 2).clamp(0, 1));
    }

    /// <summary>A critic by the CLIP, without prompts yet.</summary>
    internal ClipCritic Critic()
    {
        var clip = Clip ?? throw new InvalidOperationException("These networks were loaded without a CLIP.");
        var cutouts = new CutoutSampler(clip.Model.Options.Resolution, Options.Cutn!.Value, Options.CutPower!.Value, Options.CutMethod);
        return new(clip.Model, clip.Tokenizer, cutouts, Options.Augmentation);
    }

    /// <summary>A latent after some iterations of the guided loop. Its cut-outs are the same for every frame, so that chance does not
    /// make a film flicker.</summary>
    /// <param name="latent">Where it starts, and what it is anchored to.</param>
    /// <param name="critic">What guides it.</param>
    /// <param name="iterations">Iterations.</param>
    /// <param name="anchor">Weight of the squared distance from the start; the model's own by default.</param>
    /// <param name="speed">A factor of the learning rate, above 0.</param>
    internal Tensor Guide(Tensor latent, ICritic critic, int iterations, double? anchor = null, double speed = 1)
    {
        using var scope = NewDisposeScope();
        var options = Options with { Anchor = anchor ?? Options.Anchor, LearningRate = Options.LearningRate * speed };
        using var loop = new GuidedLoop(options, _generator, [critic], latent);
        for (var i = 0; i < iterations; i++)
        {
            loop.Step();
        }

        return scope.MoveToOuter(loop.Current.Value.detach().clone());
    }

    /// <summary>Disposes the networks.</summary>
    public void Dispose()
    {
        _generator.Dispose();
        Clip?.Dispose();
    }
}
