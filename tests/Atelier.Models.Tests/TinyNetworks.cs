using Atelier.Models.AudioClip;
using Atelier.Models.Classifier;
using Atelier.Models.Clip;
using Atelier.Models.Codecs;
using Atelier.Models.Codecs.Autoencoder;
using Atelier.Models.Codecs.Kl;
using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Diffusion.Text;
using Atelier.Models.Diffusion.Unet;
using Atelier.Models.Discriminators;
using Atelier.Models.Features;
using Atelier.Models.Gan;
using Atelier.Models.Gan.AttnGan;
using Atelier.Models.Gan.BigGan;
using Atelier.Models.Gan.Pix2Pix;
using Atelier.Models.Gan.StyleGan2;
using Atelier.Models.Painter;
using Atelier.Models.Perceptual;
using Atelier.Models.Prior;
using Atelier.Models.SuperResolution;

namespace Atelier.Models.Tests;

/// <summary>A network, and a pass on inputs of the given tensor's device and type.</summary>
internal sealed record TinyNetwork(nn.Module Module, Func<Tensor, Tensor[]> Pass);

/// <summary>Every network at toy size, with a pass through all of its parts.</summary>
internal static class TinyNetworks
{
    // each with a pass through all of its parts
    public static IReadOnlyDictionary<string, Func<Weights, TinyNetwork>> ByName { get; } =
        new Dictionary<string, Func<Weights, TinyNetwork>>
    {
        ["vqgan"] =
            w => Codec(
                new VqganModel(w, new()
                {
                    Channels = 8,
                    Multipliers = [1, 2],
                    ResBlocks = 1,
                    AttentionLevels = new HashSet<int> { 1 },
                    LatentChannels = 8,
                    EmbeddingWidth = 6,
                    CodebookSize = 16,
                    NormGroups = 4,
                })),
        ["vqgan-gumbel"] =
            w => Codec(
                new VqganModel(w, new()
                {
                    Channels = 8,
                    Multipliers = [1, 2],
                    ResBlocks = 1,
                    LatentChannels = 8,
                    EmbeddingWidth = 8,
                    CodebookSize = 16,
                    NormGroups = 4,
                    Gumbel = true,
                })),
        ["vqvae"] = w => Codec(
            new VqVaeModel(w, new() { Channels = 8, ResidualChannels = 4, CodebookSize = 16, CodebookWidth = 6, Cosine = true })),
        ["clip-vit"] = w => Clip(new(w, Words with { VisionLayers = 2, VisionWidth = 16, PatchSize = 8, VisionHeads = 2 })),
        ["clip-resnet"] =
            w => Clip(new(w, Words with { VisionLayers = null, ResNetLayers = [1, 2, 1, 1], VisionWidth = 8, VisionHeads = 4 })),
        ["gpt"] = w => Of(
            new GptModel(w, Transformer), (gpt, like) => [gpt.forward(zeros([2, 5], dtype: ScalarType.Int64, device: like.device))]),
        ["prior"] = w => Of(
            new CodePrior(w, new() { Gpt = Transformer, Codes = 16, Side = 2, Classes = 3, HasNullClass = true, HasClassHead = true }),
            (prior, like) =>
            {
                var (codes, classes) =
                    (zeros([2, 4], dtype: ScalarType.Int64, device: like.device), ones([2], dtype: ScalarType.Int64, device: like.device));
                return [prior.CrossEntropy(codes, new(Classes: classes))];
            }),
        ["prior-text"] = w => Of(new CodePrior(w, new() { Gpt = Transformer, Codes = 16, Side = 2, FeatureWidth = 6 }), (prior, like) =>
            [prior.CrossEntropy(zeros([2, 4], dtype: ScalarType.Int64, device: like.device), new(Features: Like(like, [2, 6])))]),
        ["lpips"] = w => Of(new LpipsModel(w, [4, 4, 6, 6, 6]), (lpips, like) => [lpips.call(Like(like, [2, 3, 32, 32]),
            Like(like, [2, 3, 32, 32]))]),
        ["painter"] = w => Of(new PainterModel(w, new() { Width = 16, Heads = 2, EncoderLayers = 1, DecoderLayers = 2, FeedForward = 24 }),
            (painter, like) =>
        {
            var (shapes, decisions) = painter.call(Like(like, [2, 3, 32, 32]), Like(like, [2, 3, 32, 32]));
            return [shapes, decisions];
        }),
        ["rrdb"] = w => Pictures(new RrdbNet(w, RrdbOptions.FromScale(2) with { Features = 8, Blocks = 2, Growth = 4 })),
        ["srvgg"] = w => Pictures(new SrvggNet(w, new() { Features = 8, Convolutions = 2 })),
        ["patchgan"] = w => Of(
            new PatchDiscriminator(w, new() { Channels = 8, Layers = 2 }),
            (critic, like) => [critic.call(Like(like, [2, 3, 32, 32])), .. critic.Features(Like(like, [2, 3, 32, 32]))]),
        ["patchgan-actnorm"] = w => Pictures(new PatchDiscriminator(w, new() { Channels = 8, Layers = 2, Norm = PatchNorm.Act })),
        ["unet-sn"] = w => Pictures(new UnetDiscriminator(w, features: 4)),
        ["classifier"] = w => Pictures(new SmallClassifier(w, 3, [4, 8], 16, 5)),
        ["autoencoder"] = w => Pictures(new ConvAutoencoder(w, new() { Channels = [4, 8], CodeChannels = 2 })),
        ["generator"] = w => Of(
            new ConvGenerator(w, new() { Size = 16, Latent = 6, Channels = [8, 4] }),
            (generator, like) => [generator.call(Like(like, [2, 6]))]),
        ["biggan"] = w => Of(
            new BigGanModel(w, new()
            {
                Latent = 6,
                Classes = 4,
                Channels = 4,
                Layers = [new(false, 16, 8), new(true, 8, 8), new(false, 8, 4), new(true, 4, 2), new(false, 2, 1)],
                AttentionPosition = 2,
            }),
            (gan, like) => [gan.call(Like(like, [2, 6]), Like(like, [2, 4]), 0.5)]),
        ["stylegan2"] = w => Of(
            new StyleGan2Generator(w, new() { Mapping = Mapping with { Latent = 5, Widths = [11, 8, 6] }, Channels = [4, 4, 3] }),
            (gan, like) => [gan.call(Like(like, [2, 5]), Like(like, [2, 3]))]),
        ["stylegan2-resnet"] = w => Of(
            new StyleGan2Generator(w, new()
            {
                Mapping = new() { Latent = 5, Widths = [5, 6] },
                Channels = [4, 3],
                Architecture = StyleGan2Architecture.ResNet,
                Clamp = null,
            }),
            (gan, like) => [gan.call(Like(like, [2, 5]), null)]),
        ["stylegan2-discriminator"] = w => Of(
            new StyleGan2Discriminator(w, new() { Mapping = Mapping, Channels = [3, 4, 4] }),
            (critic, like) => [critic.call(Like(like, [2, 3, 16, 16]), Like(like, [2, 3]))]),
        ["stylegan2-skip-discriminator"] = w => Of(
            new StyleGan2Discriminator(w, new() { Channels = [3, 4], Architecture = StyleGan2Architecture.Skip }),
            (critic, like) => [critic.call(Like(like, [2, 3, 8, 8]), null)]),
        ["audioclip"] = w => Of(
            new AudioClipModel(w, new()
            {
                Stem = 4, Stages = [new(2, 4, 6), new(1, 4, 6), new(1, 4, 8), new(1, 4, 8)], Groups = 2, EmbeddingWidth = 5, Window = 40,
                Hop = 10, Frequencies = 33,
            }),
            (audio, like) => [audio.call(Like(like, [2, 1, 400]))]),
        ["attngan-text"] = w => Of(new AttnGanTextEncoder(w, 9, 5, 8), (encoder, like) =>
        {
            var (words, sentence) = encoder.call(
                ones([2, 4], ScalarType.Int64, like.device), tensor(new[] { 4L, 2L }, device: like.device));
            return [words, sentence];
        }),
        ["attngan"] = w => Of(
            new AttnGanGenerator(w, new() { Channels = 2, Latent = 3, Condition = 4, TextWidth = 6, ResBlocks = 1 }),
            (gan, like) => [.. gan.forward(
                Like(like, [1, 3]), Like(like, [1, 4]), Like(like, [1, 6, 2]), Like(like, [1, 6]),
                zeros([1, 2], ScalarType.Bool, like.device)).Pictures]),
        ["unet"] = w => Unet(new(w, Denoiser)),
        ["unet-xl"] = w => Unet(new(w, Denoiser with
        {
            LinearProjection = true, AdditionTimeEmbedDim = 4, AdditionInputDim = 14, TransformerLayers = [1, 2], TimeCondProjDim = 4,
        })),
        ["kl"] = w => Of(new AutoencoderKl(w, new() { Channels = 8, Multipliers = [1, 2], ResBlocks = 1, NormGroups = 4 }), (kl, like) =>
            [kl.encode(Like(like, [1, 3, 8, 8])).Mean, kl.decode(Like(like, [1, 4, 4, 4]))]),
        ["clip-text"] = w => Of(
            new ClipTextModel(w, new() { VocabularySize = 16, ContextLength = 6, Width = 8, Layers = 2, Heads = 2, MlpWidth = 12,
                ProjectionWidth = 4, }),
            (text, like) => [text.call(ones([2, 6], ScalarType.Int64, like.device)).Pooled]),
        ["pix2pix"] = w => Pictures(new UnetGenerator(w, new() { Channels = 4, Levels = 5 })),
        ["patchgan-instance"] = w => Pictures(new PatchDiscriminator(w, new() { Channels = 8, Layers = 2, Norm = PatchNorm.Instance })),
        ["resnet"] = w => Pictures(new ResNet(w, new() { Channels = 4 })),
        ["critic"] = w => Pictures(new ConvCritic(w, 32, 3, [4, 8], normalise: true)),
    };

    private static UnetOptions Denoiser => new()
    {
        BlockOutChannels = [8, 16], HasAttention = [false, true], TransformerLayers = [1, 1], LayersPerBlock = 1, Heads = [2, 2],
        CrossAttentionDim = 6, NormGroups = 4,
    };

    private static TinyNetwork Unet(UNet2DConditionModel network) => Of(network, (unet, like) =>
        [unet.call(Like(like, [1, 4, 8, 8]), Like(like, [1]), Like(like, [1, 3, 6]), new(Like(like, [1, 6]), Like(like, [1, 2])))]);

    private static ClipOptions Words => new()
    {
        EmbeddingWidth = 8, Resolution = 32, ContextLength = 6, VocabularySize = 20, TextWidth = 16, TextLayers = 1, TextHeads = 2,
    };

    private static MappingOptions Mapping => new() { Latent = 0, Classes = 3, Widths = [6, 6] };

    public static GptOptions Transformer => new() { VocabularySize = 20, BlockSize = 6, Layers = 2, Heads = 2, Width = 12, Dropout = 0.5 };

    // waves, so that no statistic of it is nothing
    private static Tensor Like(Tensor like, long[] shape) =>
        arange(shape.Aggregate((product, size) => product * size), dtype: like.dtype, device: like.device).sin().reshape(shape);

    private static TinyNetwork Codec(PictureCodec codec) => Of(codec, (codec, like) =>
    {
        var (pictures, loss) = codec.call(Like(like, [1, 3, 16, 16]));
        return [pictures, loss, codec.Lookup(zeros([4], dtype: ScalarType.Int64, device: like.device), 1, 2, 2)];
    });

    private static TinyNetwork Clip(ClipModel clip) => Of(clip, (clip, like) =>
    {
        var (perImage, perText) = clip.call(
            Like(like, [2, 3, 32, 32]), tensor(new long[] { 1, 5, 19, 0, 0, 0 }, [1, 6], device: like.device));
        return [perImage, perText];
    });

    private static TinyNetwork Pictures<T>(T network)
        where T : nn.Module<Tensor, Tensor> => Of(network, (network, like) => [network.call(Like(like, [2, 3, 32, 32]))]);

    private static TinyNetwork Of<T>(T module, Func<T, Tensor, Tensor[]> pass)
        where T : nn.Module => new(module, like => pass(module, like));
}
