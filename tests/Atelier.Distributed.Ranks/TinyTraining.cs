using System.Security.Cryptography;
using Atelier.Torch.Distributed;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Atelier.Distributed.Ranks;

/// <summary>A small training run with all that needs the whole batch: statistics of the batch, a loss against all others, the mean of
/// critics, random draws. Twelve pictures a step, however many processes share them.</summary>
public static class TinyTraining
{
    private const int Batch = 12;
    private const int Width = 6;

    /// <summary>Trains.</summary>
    /// <returns>The loss of each step, the mean of all processes; at last a number made of the bits of the parameters.</returns>
    public static double[] Run(IProcessGroup group, int steps)
    {
        using var all = NewDisposeScope();
        using var random = new Generator(7, CPU);
        Tensor[] parameters = [.. new long[][] { [Width, 4], [Width, Width], [Width, 1] }
            .Select(shape => randn(shape, generator: random).requires_grad_(true))];
        var losses = new List<double>();
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var x = group.Shard(Batch / group.WorldSize, rows => randn([rows, 4], generator: random)); // [b, 4]
            var loss = Loss(group, parameters, x);
            loss.backward();
            group.AllReduceMean([.. parameters.Select(parameter => parameter.grad!)]);
            losses.Add(group.Mean(loss.detach()).item<float>());
            using var noGrad = no_grad();
            foreach (var parameter in parameters)
            {
                parameter.sub_(parameter.grad! * 0.05);
                parameter.grad = null;
            }
        }

        return [.. losses, Bits(parameters)];
    }

    private static Tensor Loss(IProcessGroup group, Tensor[] parameters, Tensor x)
    {
        var h = Normalised(group, F.linear(x, parameters[0]));                               // [b, w]
        var a = F.normalize(F.linear(h.relu(), parameters[1]), dim: 1);                      // [b, w]
        var b = F.normalize(F.linear(h.tanh(), parameters[1].t()), dim: 1);                  // [b, w]
        var logits = group.Gather(a).matmul(group.Gather(b).t()) * 5;                        // [n b, n b]
        var contrast = F.cross_entropy(logits, arange(logits.shape[0], dtype: int64));
        var critic = a.matmul(parameters[2]);                                                // [b, 1]
        var relative = F.softplus(critic - group.Mean(b.matmul(parameters[2]).mean())).mean();
        return contrast + relative;
    }

    private static Tensor Normalised(IProcessGroup group, Tensor x) // [b, w]
    {
        var mean = group.Mean(x.mean([0], keepdim: true));                       // [1, w]
        var variance = group.Mean((x - mean).square().mean([0], keepdim: true)); // [1, w]
        return (x - mean) / (variance + 1e-5).sqrt();
    }

    private static double Bits(Tensor[] parameters)
    {
        using var noGrad = no_grad();
        return BitConverter.ToUInt32(SHA256.HashData(cat([.. parameters.Select(parameter => parameter.detach().reshape(-1))]).bytes));
    }
}
