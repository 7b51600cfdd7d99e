using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Prior;

namespace Atelier.Models.Tests;

/// <summary>Every network as a TorchSharp module: what a program that knows TorchSharp alone may expect of it.</summary>
[Collection(nameof(ModuleTests))]
public sealed class ModuleTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Generator _random = new(7);

    public static TheoryData<string> All => [.. TinyNetworks.ByName.Keys];

    public void Dispose()
    {
        _random.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void StateDict_HasTheKeysAskedFor_AndParametersAreNoBuffers(string name)
    {
        var w = Weights.Fresh(_random);
        using var module = TinyNetworks.ByName[name](w).Module;

        var (state, parameters, buffers) = (module.state_dict(), module.named_parameters().ToList(), module.named_buffers().ToList());

        Assert.Equal(w.RequestedKeys.Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(state.Count, parameters.Count + buffers.Count);
        Assert.All(parameters, named => Assert.True(named.parameter.requires_grad, named.name));
        Assert.All(buffers, named => Assert.False(named.buffer.requires_grad, named.name));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void AStateOfAnother_IsTakenOver(string name)
    {
        using var one = TinyNetworks.ByName[name](Weights.Fresh(_random)).Module;
        using var other = TinyNetworks.ByName[name](Weights.Fresh(_random)).Module;

        other.load_state_dict(one.state_dict());

        Assert.All(one.state_dict(), pair => Assert.Equal(pair.Value.ToArray<float>(), other.state_dict()[pair.Key].ToArray<float>()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void AnotherType_ReachesAll(string name)
    {
        var network = TinyNetworks.ByName[name](Weights.Fresh(_random));
        using var module = network.Module.Freeze();
        var before = Values(network.Pass(zeros([1])));

        module.to(ScalarType.Float64);

        Assert.All(module.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        var after = Values(network.Pass(zeros([1], dtype: ScalarType.Float64)));
        Assert.Equal(before.Length, after.Length);
        var scale = before.Max(Math.Abs); // where terms cancel, one value alone says nothing
        Assert.All(before.Zip(after), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * Math.Max(1, scale)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void AnotherDevice_ReachesAll(string name)
    {
        using var module = TinyNetworks.ByName[name](Weights.Fresh(_random)).Module;

        module.to(META);

        Assert.All(module.state_dict(), pair => Assert.True(pair.Value.is_meta, pair.Key));
    }

    // what a pass makes without saying where is made on the meta device here, where it has no values
    [Theory]
    [MemberData(nameof(All))]
    public void WhatAPassMakes_IsMadeWhereTheNetworkIs(string name)
    {
        var network = TinyNetworks.ByName[name](Weights.Fresh(_random));
        using var module = network.Module.Freeze();
        var like = zeros([1]);
        var before = Values(network.Pass(like));
        set_default_device(META);
        try
        {
            Assert.Equal(before, Values(network.Pass(like)));
        }
        finally
        {
            set_default_device(CPU);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TrainAndEval_ReachAllModules(string name)
    {
        using var module = TinyNetworks.ByName[name](Weights.Fresh(_random)).Module;

        Assert.All(module.modules().Append(module), part => Assert.True(part.training));
        module.eval();
        Assert.All(module.modules().Append(module), part => Assert.False(part.training));
        module.train();
        Assert.All(module.modules().Append(module), part => Assert.True(part.training));
    }

    [Theory]
    [InlineData("clip-resnet", "visual.bn1.running_mean")]
    [InlineData("painter", "enc_img.2.running_var")]
    [InlineData("patchgan", "main.3.num_batches_tracked")]
    [InlineData("patchgan-actnorm", "main.3.initialized")]
    [InlineData("unet-sn", "conv1.weight_u")]
    [InlineData("classifier", "norms.0.running_mean")]
    [InlineData("generator", "norms.0.running_var")]
    [InlineData("critic", "norms.0.running_mean")]
    public void Buffers_FollowInTrainingOnly(string name, string key)
    {
        var network = TinyNetworks.ByName[name](Weights.Fresh(_random));
        using var module = network.Module;
        using var noGrad = no_grad();
        var buffer = module.get_buffer(key)!;
        var start = buffer.ToArray<float>();

        module.eval();
        var calm = Values(network.Pass(zeros([1])));
        Assert.Equal(start, buffer.ToArray<float>());
        Assert.Equal(calm, Values(network.Pass(zeros([1]))));

        module.train();
        network.Pass(zeros([1]));
        Assert.NotEqual(start, buffer.ToArray<float>());
    }

    [Fact]
    public void Dropout_DropsInTrainingOnly()
    {
        using var gpt = new GptModel(Weights.Fresh(_random), TinyNetworks.Transformer);
        var tokens = zeros([2, 5], dtype: ScalarType.Int64);
        float[] Logits() => gpt.forward(tokens).ToArray<float>();

        gpt.eval();
        Assert.Equal(Logits(), Logits());
        gpt.train();
        Assert.NotEqual(Logits(), Logits());
        using var first = new Generator(3);
        using var second = new Generator(3);
        gpt.Dropout = first;
        var once = Logits();
        gpt.Dropout = second;
        Assert.Equal(once, Logits());
    }

    [Theory]
    [InlineData("vqgan")]
    [InlineData("clip-vit")]
    [InlineData("gpt")]
    [InlineData("srvgg")]
    public void KernelsInBFloat16_AreTheSameParameters(string name)
    {
        using var module = TinyNetworks.ByName[name](Weights.Fresh(_random)).Module;
        var held = module.named_parameters().ToDictionary(named => named.name, named => named.parameter);

        module.ConvertKernelsToBFloat16();

        Assert.All(held, pair => Assert.Equal(pair.Value.ndim > 1 ? ScalarType.BFloat16 : ScalarType.Float32, pair.Value.dtype));
        Assert.All(module.named_parameters(), named => Assert.Same(held[named.name], named.parameter));
    }

    [Fact]
    public void TorchSharpsOptimisersAndHooks_Work()
    {
        using var vqvae = new VqVaeModel(
            Weights.Fresh(_random), new() { Channels = 8, ResidualChannels = 4, CodebookSize = 16, CodebookWidth = 6 });
        using var adam = optim.Adam(vqvae.parameters(), 0.01);
        var encoder = (nn.Module<Tensor, Tensor>)vqvae.named_children().Single(child => child.name == "encoder").module;
        var (pictures, losses, seen) = (rand([2, 3, 16, 16], generator: _random), new List<double>(), new List<long[]>());
        encoder.register_forward_hook((_, _, features) =>
        {
            seen.Add(features.shape);
            return features;
        });

        for (var step = 0; step < 40; step++)
        {
            using var scope = NewDisposeScope();
            var (made, loss) = vqvae.call(pictures);
            var total = (made - pictures).square().mean() + loss;
            adam.zero_grad();
            total.backward();
            adam.step();
            losses.Add(total.ToDouble());
        }

        Assert.True(losses[^1] < losses[0] / 2, $"from {losses[0]} to {losses[^1]}");
        Assert.Equal(40, seen.Count);
        Assert.All(seen, shape => Assert.Equal([2, 8, 4, 4], shape));
    }

    private static double[] Values(Tensor[] tensors) => [.. tensors.SelectMany(tensor => tensor.ToArray<double>())];
}

/// <summary>Beside no other test: one changes libtorch's default device.</summary>
[CollectionDefinition(nameof(ModuleTests), DisableParallelization = true)]
public sealed class ModuleTestsCollection;
