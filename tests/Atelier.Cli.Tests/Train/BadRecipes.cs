namespace Atelier.Cli.Tests.Train;

/// <summary>A recipe of every kind of learner, and what makes each one wrong.</summary>
public static class BadRecipes
{
    public const string Training = "training: steps 4, batch 4, accumulate 1, clip 1, precision fp32, average 0.9, seed 1, log_every 1, " +
        "sample_every 4, checkpoint_every 4, test_pictures 4";
    private const string Optimiser =
        "kind adam, learning_rate 0.01, beta1 0.9, beta2 0.99, epsilon 1e-8, weight_decay 0, schedule cosine, warmup 1, floor 0.1";
    private const string Idx = "data: source idx, path {idx}, size 8, channels 1, flip true, shift 1, held_out 0.1, cache true, threads 1";
    private const string Glyphs = "data: source glyphs, path {glyphs}, size 32, channels 3, flip false, shift 0, threads 1, split " +
        "{split}, sets core, test concepts, seed 1, siblings 0, scenes 0, varied 0, plain false, words names, pictures 0, " +
        "places 0, manners 0, arranged 0, stand_ins 0, asides 0, vague 0, balanced 0, " +
        "names 0.36, turns 0, distractors 0, all_concepts false";
    private const string Codebook =
        "model.codebook: size 16, width 4, cosine false, average 0.9, quantise_after 1, revive_every 2, revive_until 1";
    private const string VqLoss = "loss: absolute 1, squared 0, edges 0, codebook 1, adversarial hinge, adversarial_weight 0.8, " +
        "adversarial_start 1, adaptive true, feature_matching 0";
    private const string Discriminator = $"discriminator: channels 4, layers 1, actnorm true\ndiscriminator.optimiser: {Optimiser}";

    public static IReadOnlyDictionary<string, string> ByKind { get; } = new Dictionary<string, string>
    {
        ["autoencoder"] = $"{Idx}\nmodel: kind autoencoder, channels [4,4], code_channels 2\noptimiser: {Optimiser}",
        ["classifier"] = $"{Idx}\nmodel: kind classifier, channels [4], width 6, label_smoothing 0.1\noptimiser: {Optimiser}",
        ["vqvae"] = $"{Idx}\nmodel: kind vqvae, channels 8, residual_channels 4, residual_blocks 1, halvings 1\n{Codebook}\n{VqLoss}\n" +
            $"{Discriminator}\noptimiser: {Optimiser}",
        ["vqgan"] =
            $"{Idx.Replace("channels 1", "channels 3", StringComparison.Ordinal)}\nmodel: kind vqgan, channels 8, norm_groups 4, " +
            $"multipliers [1,2], res_blocks 1, attention_levels [1], latent_channels 8, legacy_beta false, freeze none\n{Codebook}\n" +
            $"{VqLoss}\n{Discriminator}\noptimiser: {Optimiser}",
        ["gan"] = $"{Idx}\nmodel: kind gan, latent 4, channels [6,4], critic_channels [4,6], critic_norm false\nloss: adversarial " +
            $"wasserstein, critic_steps 2, gradient_penalty 10\noptimiser: {Optimiser}\ncritic_optimiser: {Optimiser}",
        ["pix2pix"] = $"{Idx}\nmodel: kind pix2pix, channels 2, levels 3, dropout true\nloss: adversarial vanilla, absolute 100\n" +
            $"{Discriminator}\noptimiser: {Optimiser}",
        ["gpt"] = $"{Idx}\nmodel: kind gpt, codec {{idx}}, condition class, layers 1, heads 2, width 8, dropout 0.1, unconditioned 0.1, " +
            $"from_codebook true\nloss: class 1\nsampling: temperature 1, top_k 4, top_p 0.9, guidance 2\noptimiser: {Optimiser}",
        ["diffusion"] = $"{Glyphs}\nmodel: kind diffusion, clip models/clip-glyphs, channels [8,16], attention [1], layers 1, heads 2, " +
            "norm_groups 4, unconditioned 0.1, schedule squared-cosine, prediction v\n" +
            "loss: min_snr 5\nsampling: scheduler ddim, steps 2, guidance 2\n" +
            $"optimiser: {Optimiser}",
        ["diffusion-clip"] = $"{Glyphs}\nmodel: kind diffusion-clip, start {{idx}}, clip models/clip-glyphs, source drawing, " +
            "target sketch, pictures 4, strength 0.5, inversion_steps 2, steps 2\nloss: direction 1, identity 0.3\n" +
            $"optimiser: {Optimiser}",
        ["clip"] = $"{Glyphs}\nmodel: kind clip, vision resnet, layers [1,1,1,1], width 16, embedding 16, context 16, text_width 16, " +
            $"text_layers 1, merges 40, more_merges 0, merge_dropout 0.1, freeze none\noptimiser: {Optimiser}",
        ["clip, transformer"] = $"{Glyphs}\nmodel: kind clip, vision transformer, layers [1], width 16, patch 8, embedding 16, context " +
            $"16, text_width 16, text_layers 1, merges 40, more_merges 0, merge_dropout 0, freeze none\noptimiser: {Optimiser}",
        ["painter"] = "data: source strokes\nmodel: kind painter, width 16, heads 2, encoder_layers 1, decoder_layers 1, feed_forward " +
            $"16, strokes 3\nloss: pixel 1, stroke 1, wasserstein 1, decision 1\noptimiser: {Optimiser}",
        ["upscaler"] =
            $"{Idx}\nmodel: kind upscaler, network srvgg, scale 2, features 4, convolutions 1\ndegradation: kind one-stage, clean 0.5, " +
            "blur 1, noise 0.1\nloss: absolute 1, squared 0, psnr 0, adversarial_weight 0, adversarial_start 0\n" +
            $"discriminator: features 2\ndiscriminator.optimiser: {Optimiser}\noptimiser: {Optimiser}",
        ["esrgan"] =
            $"{Idx}\nmodel: kind upscaler, network rrdb, scale 2, features 4, blocks 1, growth 2\ndegradation: kind two-stage, clean " +
            "0.5, strength 1\nloss: absolute 1, squared 0, psnr 0, adversarial_weight 0.1, adversarial_start 1\n" +
            $"discriminator: features 2\ndiscriminator.optimiser: {Optimiser}\noptimiser: {Optimiser}",
    };

    public static TheoryData<string, string, string, string> Cases { get; } = new()
    {
        { "classifier", "data.path", "/not/there", "there is nothing at /not/there" },
        { "classifier", "data.path", "{empty}", "has no train-images-idx3-ubyte" },
        { "classifier", "data.source", "cifar10", "cifar-10-binary" },
        { "classifier", "data", "{ source: folder, path: {empty}, size: 8, channels: 1 }", "holds no pictures" },
        { "classifier", "data", "{ source: webdataset, path: {empty}, size: 8, channels: 1 }", "holds no pictures" },
        {
            "classifier",
            "data",
            "{ source: classes, path: {empty}, size: 8, channels: 1 }",
            "one folder of pictures for each of at least two classes"
        },
        { "autoencoder", "data", "{ source: folder, path: {broken}, size: 8, channels: 1, held_out: 0.3 }", "can be read" },
        {
            "autoencoder",
            "data",
            "{ source: folder, path: {pictures}, size: 8, channels: 1, held_out: 0 }",
            "leaves no pictures to test on"
        },
        {
            "classifier",
            "data",
            "{ source: folder, path: {pictures}, size: 8, channels: 1, held_out: 0.3 }",
            "pictures of several classes are needed"
        },
        { "autoencoder", "data.size", "2000000000", "from 4 to 4096" },
        { "autoencoder", "data.size", "10", "a multiple of 4 is needed" },
        { "autoencoder", "data.shift", "8", "from 0 to 7" },
        { "autoencoder", "training.batch", "0", "from 1 to 65536" },
        { "autoencoder", "training.batch", "41", "has 40 pictures to train on" },
        { "autoencoder", "training.precision", "bf16", "trains in fp32" },
        { "autoencoder", "model.channels", "[65536,65536,65536]", "does not fit into" },
        { "autoencoder", "model.kind", "painter", "learns from data.source strokes" },
        { "classifier", "model.channels", "[4,4,4,4]", "can be halved 2 times" },
        { "vqvae", "data.size", "9", "a multiple of 2 is needed" },
        { "vqvae", "model.codebook.size", "2000000", "from 2 to 1048576" },
        { "vqvae", "model.start", "/not/there", "there is nothing at /not/there" },
        { "vqvae", "model.start", "{empty}", "is no model" },
        { "vqvae", "model.start", "{text}", "no weight file" },
        { "vqvae", "model.start", "{cut}", "cut.safetensors" },
        { "vqvae", "model.start", "{codec}", "does not hold this network's weights" },
        { "vqvae", "model.classifier", "{codec}", "is no classifier" },
        { "vqvae", "loss.perceptual", "{ lpips: {codec} }", "at least 16 is needed" },
        { "vqvae", "discriminator.layers", "2", "leave no patch" },
        { "vqvae", "loss", "{ absolute: 0, squared: 0 }", "cannot both count nothing" },
        { "vqgan", "data.channels", "1", "pictures of 3 channels" },
        { "vqgan", "model.norm_groups", "3", "divides the 8 channels" },
        { "vqgan", "model.attention_levels", "[2]", "from 0 to 1" },
        { "vqgan", "model.multipliers", "[]", "a list of 1 to 12" },
        { "vqgan", "model.start", "{codec}", "does not hold this network's weights" },
        { "vqgan", "model.classifier", "{classifier}", "scores pictures of 1 channels" },
        { "vqgan", "loss.perceptual", "{ trunk: {codec} }", "a multiple of 32 is needed" },
        { "gan", "model.critic_norm", "true", "false is needed with a gradient penalty" },
        { "gan", "model.critic_channels", "[4,4,4]", "can be halved 2 times" },
        { "gan", "data.size", "9", "a multiple of 2 is needed" },
        { "gan", "model.classifier", "{empty}", "is no model" },
        { "gpt", "model.codec", "{classifier}", "is no VQGAN" },
        { "gpt", "model.codec", "{text}", "no weight file" },
        { "gpt", "model.heads", "3", "divides the width 8" },
        { "gpt", "model.unconditioned", "0", "to learn to tell them" },
        { "gpt", "model.condition", "text", "is needed" },
        { "diffusion", "data.size", "33", "a multiple of 2 is needed" },
        { "diffusion", "data.channels", "1", "3 is needed" },
        { "diffusion", "model.codec", "{classifier}", "is no VQGAN" },
        { "diffusion", "model.clip", "{codec}", "is no CLIP" },
        { "diffusion", "model.heads", "3", "3 does not divide 8" },
        { "diffusion", "model.norm_groups", "32", "32 does not divide 8" },
        { "diffusion", "model.attention", "[2]", "levels from 0 to 1" },
        { "diffusion", "model.unconditioned", "0", "also learns without captions" },
        { "diffusion", "model.prediction", "sigma", "one of epsilon, v, sample" },
        { "diffusion", "sampling.scheduler", "lcm", "one of ddim" },
        { "diffusion-clip", "data.channels", "1", "3 is needed" },
        { "diffusion-clip", "model.start", "{classifier}", "is no model of a diffusion recipe" },
        { "diffusion-clip", "model.start", "{empty}", "is no model" },
        { "diffusion-clip", "model.clip", "{codec}", "is no CLIP" },
        { "clip", "data.size", "40", "a multiple of 32 is needed" },
        { "clip", "model.layers", "[1]", "four numbers are needed" },
        { "clip", "model.width", "35", "an even number is needed" },
        { "clip", "model.text_width", "131", "a multiple of 64 is needed" },
        { "clip", "model.start", "{codec}", "leave this out" },
        { "clip", "model.freeze", "vision", "model.start is needed as well" },
        { "vqgan", "model.freeze", "codes", "model.start is needed as well" },
        { "clip", "model.more_merges", "5", "model.start is needed as well" },
        { "clip", "data.pictures", "3", "an even number is needed" },
        { "clip", "data", "{ source: glyphs, path: {glyphs}, size: 32, places: 0.1, pictures: 4 }", "stand_ins are always new" },
        { "clip", "data", "{ source: glyphs, path: {glyphs}, size: 32, manners: 0.1, plain: true }", "are not on white" },
        { "clip", "data", "{ source: glyphs, path: {glyphs}, size: 32, places: 0.6, manners: 0.5 }", "1.1 together, more than 1" },
        { "clip", "data", "{ source: glyphs, path: {glyphs}, size: 32, asides: 0.5 }", "words: terms is needed" },
        { "clip", "data", "{ source: glyphs, path: {glyphs}, size: 32, vague: 0.5 }", "words: terms is needed" },
        { "clip", "data", "{ source: idx, path: {idx}, size: 32 }", "pictures with captions are needed" },
        { "clip, transformer", "model.width", "131", "a multiple of 64 is needed" },
        { "clip, transformer", "model.patch", "5", "a multiple of 5 is needed" },
        { "clip, transformer", "data.split", "{impossible}", "leaves no drawings" },
        { "painter", "model.heads", "3", "twice the 3 heads" },
        { "upscaler", "data.size", "12", "a multiple of 8 is needed" },
        { "upscaler", "model.start", "{codec}", "does not hold this network's weights" },
        { "upscaler", "loss.perceptual", "{ trunk: {codec} }", "a multiple of 32 is needed" },
        { "esrgan", "model.scale", "3", "1, 2 or 4 is needed" },
        { "esrgan", "model.start", "{cut}", "cut.safetensors" },
    };
}
