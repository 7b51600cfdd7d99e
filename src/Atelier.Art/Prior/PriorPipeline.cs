using System.Globalization;
using Atelier.Art.Complete;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs;
using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Prior;

namespace Atelier.Art.Prior;

/// <summary>Samples pictures with a prior over codes and the codec that decodes them: unconditionally, by class, or by text.</summary>
public sealed class PriorPipeline : IDisposable
{
    private readonly ModelFiles _files;
    private readonly CodePrior _prior;
    private readonly PictureCodec _codec;
    private readonly Device _device;
    private readonly bool _fast;
    private readonly List<string> _notes = [];

    private PriorPipeline(ModelFiles files, CodePrior prior, PictureCodec codec, Device device, bool fast) =>
        (_files, _prior, _codec, _device, _fast) = (files, prior, codec, device, fast);

    /// <summary>Names of the classes; empty for a prior without classes.</summary>
    public IReadOnlyList<string> Classes => _files.Config.Strings("classes");

    /// <summary>A sentence for each text that was longer than the CLIP's context.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Side of the prior's pictures in pixels.</summary>
    public int Size => _prior.Options.Side * _codec.Factor;

    /// <summary>The default sampling options, from the prior's config.json.</summary>
    public Sampling DefaultSampling => new()
    {
        Temperature = _files.Config.Number("sampling.temperature") ?? 1,
        TopK = _files.Config.Integer("sampling.top_k") ?? 100,
        TopP = _files.Config.Number("sampling.top_p") ?? 1,
        GuidanceScale = _files.Config.Number("sampling.guidance") ?? 1,
    };

    /// <summary>Opens a model folder: the prior, and its codec in the subfolder <c>codec</c>, or the model that <c>codec</c> in config.json
    /// names.</summary>
    /// <param name="model">Its name or folder.</param>
    /// <param name="device">The device to compute on.</param>
    /// <param name="precision">Precision of the networks; a VQ-VAE computes in fp32 whatever it is.</param>
    /// <exception cref="ModelFileException">The folder holds no prior, or prior and codec differ in their codes.</exception>
    public static PriorPipeline Open(string model, Device device, Precision precision = Precision.Fp32)
    {
        var files = ModelHub.Find(model, null);
        var prior = CodePriorFile.Load(files, device);
        var codec = VqVaeFile.LoadCodec(
            files.Config.String("codec") is { } name ? ModelHub.Find(name, null) : ModelFiles.Find(Path.Combine(files.Folder, "codec")),
            device);
        if (codec.Quantizer.Codebook.size(0) != prior.Options.Codes)
        {
            throw new ModelFileException(
                $"{files.Folder}: the prior draws {prior.Options.Codes} codes, its codec knows {codec.Quantizer.Codebook.size(0)}.");
        }

        var fast = precision.IsBFloat16(device);
        if (fast)
        {
            prior.Gpt.ToBFloat16();
            (codec as VqganModel)?.ToBFloat16();
        }

        return new(files, prior, codec, device, fast);
    }

    /// <summary>Samples pictures.</summary>
    /// <param name="count">Number of pictures.</param>
    /// <param name="size">Width and height in pixels; null for the prior's own. Larger pictures use a sliding window.</param>
    /// <param name="category">A class by name or number; null for each in turn.</param>
    /// <param name="words">The text; null for a prior without text conditioning.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="seed">The same seed gives the same pictures.</param>
    /// <exception cref="OptionException">The prior has no such class or no such conditioning, or the size is unsupported.</exception>
    public IReadOnlyList<Picture> Sample(
        int count, (int Width, int Height)? size, string? category, string? words, Sampling sampling, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var random = new DeviceGenerator(seed, _device);
        var (side, factor) = (_prior.Options.Side, _codec.Factor);
        var (width, height) = size ?? (Size, Size);
        if (width % factor != 0 || height % factor != 0 || Math.Min(width, height) < Size)
        {
            throw new OptionException(
                $"This prior draws no pictures of {width}x{height} pixels: sides of at least {Size} are needed that {factor} divides.");
        }

        var conditioning = ConditioningFor(count, category, words);
        var (down, across) = (height / factor, width / factor);
        var codes = down == side && across == side
            ? _prior.Sample(count, conditioning, sampling, random)
            : _prior.SampleLarge(count, down, across, conditioning, sampling, random);
        return [.. _codec.DecodeCodes(codes, down, across).to(CPU).split(1, 0).Select(picture => picture.expand(1, 3, -1, -1).ToPicture())];
    }

    /// <summary>Samples pictures of a text, as a tensor [n, 3, s, s] in [0, 1].</summary>
    /// <param name="count">Number of pictures n.</param>
    /// <param name="words">The text.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">The random generator, on the prior's device.</param>
    /// <exception cref="OptionException">The prior has no text conditioning.</exception>
    public Tensor Sample(int count, string words, Sampling sampling, Generator random)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            _codec.DecodeCodes(
                _prior.Sample(count, ConditioningFor(count, null, words), sampling, random), _prior.Options.Side, _prior.Options.Side)
                .expand(-1, 3, -1, -1));
    }

    /// <summary>Inpaints a picture several times, best fit first. The observed region keeps its pixels.</summary>
    /// <param name="picture">The picture; its central square is taken.</param>
    /// <param name="region">The observed region.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="category">A class by name or number; null to sample it from its posterior given the observed region.</param>
    /// <param name="words">The text; null for a prior without text conditioning.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="seed">The same seed gives the same pictures.</param>
    /// <exception cref="OptionException">As for sampling, or the region covers no cell.</exception>
    public IReadOnlyList<Picture> Complete(
        Picture picture, ObservedRegion region, int count, string? category, string? words, Sampling sampling, ulong seed)
    {
        var (side, mask) = (_prior.Options.Side, region.ToPixels(Size));
        if (!mask.ObservedCells(side, _codec.Factor).Contains(true))
        {
            throw new OptionException(
                $"The part kept holds none of the {side} × {side} codes whole; each spans {_codec.Factor} of {Size} pixels.");
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new DeviceGenerator(seed, _device);
        var square = picture.Cover(Size, Size);
        var x = square.ToTensor().to(_device);
        x = _codec.PictureChannels == 1 ? x.mean([1], keepdim: true) : x;
        var conditioning = category is null && _prior.Options.Classes > 0 ? null : ConditioningFor(1, category, words);
        var completed = new PictureCompletion(_prior, _codec).Sample(x, mask, count, conditioning, sampling, random)
            .select(0, 0).to(CPU).split(1, 0)
            .Select(picture => picture.expand(1, 3, -1, -1).ToPicture()).ToList();
        var observed = square.Flatten(Colour.White).Crop(mask.Left, mask.Top, mask.Right - mask.Left, mask.Bottom - mask.Top);
        foreach (var result in completed)
        {
            result.Paste(observed, mask.Left, mask.Top);
        }

        return completed;
    }

    /// <summary>Disposes the networks.</summary>
    public void Dispose()
    {
        _prior.Dispose();
        _codec.Dispose();
    }

    private Conditioning ConditioningFor(int count, string? category, string? words)
    {
        if (words is not null != _prior.Options.FeatureWidth > 0)
        {
            throw new OptionException(words is null ? "This prior draws what words say: give some." : "This prior does not read words.");
        }

        if (words is not null && category is not null)
        {
            throw new OptionException("This prior is conditioned on text: give no class.");
        }

        if (words is not null)
        {
            var files = ModelHub.Find(_files.Config.String("clip")
                ?? throw new ModelFileException($"{_files.Folder}: config.json does not name the CLIP that reads the words."), null);
            using var clip = ClipFile.Load(files, _device);
            if (_fast)
            {
                clip.ToBFloat16();
            }

            var tokenizer = TokenizerFile.Load(files, clip.Options);
            _notes.AddRange(LongTextEncoder.Warnings(tokenizer, [words], _files.Config.String("clip")!).Except(_notes));
            var feature = LongTextEncoder.Encode(clip, tokenizer, words);
            return new(Features: F.normalize(feature).expand(count, -1));
        }

        if (_prior.Options.Classes == 0)
        {
            return category is null ? new() : throw new OptionException("This prior knows no classes.");
        }

        var index = category is null ? -1 : Classes.ToList().IndexOf(category) is var found and >= 0
            ? found
            : int.TryParse(category, CultureInfo.InvariantCulture, out var number) && number >= 0 && number < _prior.Options.Classes
                ? number
                : throw new OptionException($"The class '{category}' is not known; there are {string.Join(", ", Classes)}.");
        long[] classes = [.. Enumerable.Range(0, count).Select(i => (long)(index < 0 ? i % _prior.Options.Classes : index))];
        return new(Classes: tensor(classes, [count]).to(_device));
    }
}
