using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Tests;
using Atelier.Torch.Optimisation;

namespace Atelier.Art.Tests;

/// <summary>Five iterations of the whole loop against VQGAN-CLIP's, from the same latent, prompts and cut-outs.</summary>
public class LoopGoldenTests
{
    private static readonly Prompt[] Prompts = [new("1"), new("2", 0.5), new("3", -0.2), new("4", 0.6)];

    [Theory]
    [InlineData("io.safetensors")]
    [InlineData("io_pool.safetensors")]
    public void FiveIterations_GiveTheOfficialLossesPicturesAndLatents(string file)
    {
        using var outer = NewDisposeScope();
        var golden = Golden.Open("vqgan-clip-step", file);
        var pooled = file.Contains("pool");
        using var generator = new VqganGenerator(VqganFile.Load(ModelFiles.Find(Golden.Locate("vqgan-tiny", "vqgan-tiny.ckpt")!)));
        var heads = OneHead();
        using var clip = ClipFile.Load(ModelFiles.Find(Golden.Locate("clip-vit-tiny", "model.safetensors")!, heads));
        File.Delete(heads);
        var cutouts = new CutoutSampler(64, 2, 1, pooled ? CutMethod.Pooled : CutMethod.Original);
        using var critic = new ClipCritic(clip, null, cutouts, Augmentation.None);
        using var random = new Generator(1);
        for (var i = 0; i < Prompts.Length; i++)
        {
            critic.AddTarget(Prompts[i], golden.In("embeds").narrow(0, i, 1));
        }

        golden.Check("z_min", generator.Limits.Smallest);
        golden.Check("z_max", generator.Limits.Largest);
        var z = golden.In("z_start").requires_grad_();
        using var optimizer = new Adam("z", z, 0.1);
        for (var i = 0; i < 5; i++)
        {
            using var scope = NewDisposeScope();
            var picture = generator.Generate(z);
            var losses = critic.Losses(critic.Embed(Taken(picture)));
            if (pooled) // the pull of VQGAN-CLIP's init weight: towards zero, fading
            {
                losses = [z.square().mean() * (0.2 / ((i * 2) + 1) / 2), .. losses];
            }

            var total = losses.Aggregate((sum, loss) => sum + loss);
            total.backward();

            golden.Check($"it{i}.losses", stack(losses, 0), 1e-5);
            if (golden.Has($"it{i}.image"))
            {
                golden.Check($"it{i}.image", picture);
                var expected = golden.Out($"it{i}.grad_z");
                golden.Check($"it{i}.grad_z", z.grad!, 1e-4 * expected.abs().max().ToDouble());
            }

            optimizer.Step();
            z.grad = null;
            generator.Project(z);
            var off = (z.detach() - golden.Out($"it{i}.z")).abs().gt(5e-3).to(ScalarType.Float32).sum().ToDouble();
            Assert.True(off <= 3, $"iteration {i}: {off} latent values are off");
        }

        Tensor Taken(Tensor picture)
        {
            if (pooled)
            {
                return cutouts.Sample(picture, Augmentation.None, random);
            }

            var rows = golden.In("boxes").ToArray<long>();
            return StraightThrough.Clamp(cutouts.FromBoxes(
                picture, [.. Enumerable.Range(0, rows.Length / 3).Select(i => (rows[i * 3], rows[(i * 3) + 1], rows[(i * 3) + 2]))]), 0, 1);
        }
    }

    private static string OneHead()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "{\"transformer_heads\": 1}");
        return path;
    }
}
