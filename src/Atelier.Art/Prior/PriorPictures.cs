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
using Atelier.Models.Prior;

namespace Atelier.Art.Prior;

/// <summary>Draws pictures with a prior over codes and the codec whose codes they are: of nothing, of a class, or of words.</summary>
public sealed class PriorPictures : IDisposable
{
    private readonly ModelFiles _files;
    private readonly CodePrior _prior;
    private readonly PictureCodec _codec;
    private readonly Device _device;
    private readonly List<string> _remarks = [];

    private PriorPictures(ModelFiles files, CodePrior prior, PictureCodec codec, Device device) =>
        (_files, _prior, _codec, _device) = (files, prior, codec, device);

    /// <summary>Names of the classes that can be asked for; empty where there are none.</summary>
    public IReadOnlyList<string> Classes => _files.Config.Texts("classes");

    /// <summary>How words were read that were longer than one reading, a sentence each.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Side of its pictures in pixels.</summary>
    public int Size => _prior.Options.Side * _codec.Factor;

    /// <summary>How codes are chosen where nothing is said: what the prior's folder tells.</summary>
    public Sampling Usual => new()
    {
        Temperature = _files.Config.Number("sampling.temperature") ?? 1,
        TopK = _files.Config.Whole("sampling.top_k") ?? 100,
        TopP = _files.Config.Number("sampling.top_p") ?? 1,
        Guidance = _files.Config.Number("sampling.guidance") ?? 1,
    };

    /// <summary>Opens a model folder: the prior, and its codec in the folder <c>codec</c>, or the model
    /// that <c>codec</c> in config.json names.</summary>
    /// <exception cref="UserException">The folder is no prior's, or the two do not belong together.</exception>
    public static PriorPictures Open(string model, Device device)
    {
        var files = ModelHub.Find(model, null);
        var prior = CodePriorFile.Load(files, device);
        var codec = VqVaeFile.LoadCodec(
            files.Config.Text("codec") is { } name ? ModelHub.Find(name, null) : ModelFiles.Find(Path.Combine(files.Folder, "codec")),
            device);
        return codec.Quantizer.Codebook.size(0) == prior.Options.Codes
            ? new(files, prior, codec, device)
            : throw new UserException(
                $"{files.Folder}: the prior draws {prior.Options.Codes} codes, its codec knows {codec.Quantizer.Codebook.size(0)}.");
    }

    /// <summary>Draws pictures.</summary>
    /// <param name="count">How many.</param>
    /// <param name="size">Width and height in pixels; null for the prior's own. Larger pictures are drawn
    /// through a window that slides over them.</param>
    /// <param name="category">A class by name or number; null for each in turn.</param>
    /// <param name="words">What they show; null where the prior does not read.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="seed">Same seed, same pictures.</param>
    /// <exception cref="UserException">The prior knows no such class, does not go by classes or words, or the size cannot be.</exception>
    public IReadOnlyList<Picture> Draw(
        int count, (int Width, int Height)? size, string? category, string? words, Sampling sampling, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(seed, _device);
        var (side, factor) = (_prior.Options.Side, _codec.Factor);
        var (width, height) = size ?? (Size, Size);
        if (width % factor != 0 || height % factor != 0 || Math.Min(width, height) < Size)
        {
            throw new UserException(
                $"This prior draws no pictures of {width}x{height} pixels: sides of at least {Size} are needed that {factor} divides.");
        }

        var wish = WishFor(count, category, words);
        var (down, across) = (height / factor, width / factor);
        var codes = down == side && across == side
            ? _prior.Sample(count, wish, sampling, random)
            : _prior.SampleLarge(count, down, across, wish, sampling, random);
        return [.. _codec.PicturesOf(codes, down, across).to(CPU).split(1, 0).Select(picture => picture.expand(1, 3, -1, -1).ToPicture())];
    }

    /// <summary>Draws pictures of words, as a tensor [n, 3, s, s] in [0, 1].</summary>
    /// <param name="count">How many n.</param>
    /// <param name="words">What they show.</param>
    /// <param name="sampling">How codes are chosen.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <exception cref="UserException">The prior does not read words.</exception>
    public Tensor Draw(int count, string words, Sampling sampling, Generator random)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            _codec.PicturesOf(_prior.Sample(count, WishFor(count, null, words), sampling, random), _prior.Options.Side, _prior.Options.Side)
                .expand(-1, 3, -1, -1));
    }

    /// <summary>Draws the rest of a picture, several times, and gives those first that fit best;
    /// the part that is kept is as it was.</summary>
    /// <param name="picture">The picture; its middle square is taken.</param>
    /// <param name="kept">What stays.</param>
    /// <param name="count">How many times.</param>
    /// <param name="category">A class by name or number; null for those likely by what stays,
    /// where nothing before them is to be drawn.</param>
    /// <param name="words">As for drawing.</param>
    /// <param name="sampling">As for drawing.</param>
    /// <param name="seed">As for drawing.</param>
    /// <exception cref="UserException">As for drawing, or less than one code is kept.</exception>
    public IReadOnlyList<Picture> Complete(
        Picture picture, KeptPart kept, int count, string? category, string? words, Sampling sampling, ulong seed)
    {
        var (side, known) = (_prior.Options.Side, kept.Of(Size));
        if (!known.Cells(side, _codec.Factor).Contains(true))
        {
            throw new UserException(
                $"The part kept holds none of the {side} × {side} codes whole; each spans {_codec.Factor} of {Size} pixels.");
        }

        using var scope = NewDisposeScope();
        using var pause = no_grad();
        using var random = new Generator(seed, _device);
        var square = picture.Cover(Size, Size);
        var x = square.ToTensor().to(_device);
        x = _codec.PictureChannels == 1 ? x.mean([1], keepdim: true) : x;
        var wish = category is null && _prior.Options.Classes > 0 ? null : WishFor(1, category, words);
        var drawn = new PictureCompletion(_prior, _codec).Draw(x, known, count, wish, sampling, random).select(0, 0).to(CPU).split(1, 0)
            .Select(picture => picture.expand(1, 3, -1, -1).ToPicture()).ToList();
        var own = square.Over(Colour.White).Crop(known.Left, known.Top, known.Right - known.Left, known.Bottom - known.Top);
        foreach (var one in drawn)
        {
            one.Paste(own, known.Left, known.Top);
        }

        return drawn;
    }

    /// <summary>Releases the networks.</summary>
    public void Dispose()
    {
        _prior.Dispose();
        _codec.Dispose();
    }

    private Wish WishFor(int count, string? category, string? words)
    {
        if (words is not null != _prior.Options.FeatureWidth > 0)
        {
            throw new UserException(words is null ? "This prior draws what words say: give some." : "This prior does not read words.");
        }

        if (words is not null && category is not null)
        {
            throw new UserException("This prior goes by words alone: leave the class out.");
        }

        if (words is not null)
        {
            var files = ModelHub.Find(_files.Config.Text("clip")
                ?? throw new UserException($"{_files.Folder}: config.json does not name the CLIP that reads the words."), null);
            using var clip = ClipFile.Load(files, _device);
            var tokenizer = TokenizerFile.Load(files, clip.Options);
            _remarks.AddRange(LongTexts.Remarks(tokenizer, [words], _files.Config.Text("clip")!).Except(_remarks));
            var feature = LongTexts.Encode(clip, tokenizer, words);
            return new(Features: (feature / feature.norm(1, keepdim: true)).expand(count, -1));
        }

        if (_prior.Options.Classes == 0)
        {
            return category is null ? new() : throw new UserException("This prior knows no classes.");
        }

        var at = category is null ? -1 : Classes.ToList().IndexOf(category) is var found and >= 0
            ? found
            : int.TryParse(category, out var number) && number >= 0 && number < _prior.Options.Classes ? number
                : throw new UserException($"The class '{category}' is not known; there are {string.Join(", ", Classes)}.");
        return new(
            Classes: tensor((long[])[.. Enumerable.Range(0, count).Select(i => (long)(at < 0 ? i % _prior.Options.Classes : at))], [count])
                .to(_device));
    }
}
