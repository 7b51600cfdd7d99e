using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Codecs.VqVae;
using Atelier.Training.Loop;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Training.Tests.Loop;

public sealed class CosineCodebookTests : IDisposable
{
    private const string Vae = "model: {kind: vqvae, channels: 8, residual_channels: 4, codebook: {size: 16, width: 4, cosine: true}}";
    private const string Gan = "model: {kind: vqgan, channels: 8, norm_groups: 4, multipliers: [1, 2], res_blocks: 1, latent_channels: " +
        "8, codebook: {size: 16, width: 4, cosine: true, average: 0.9, quantise_after: 2, revive_every: 3}}";
    private readonly TinyData _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(Vae)]
    [InlineData(Gan)]
    public void WhatWasTrained_IsLoadedWithEntriesOfLengthOne(string model)
    {
        var folder = Path.Combine(_data.Folder, "run");
        var figures = new Trainer(Read(model), folder).Run(false, new Nobody(), default);
        Assert.True(double.IsFinite(figures["test_psnr"]));

        using var scope = NewDisposeScope();
        using var loaded = VqVaeFile.LoadCodec(ModelFiles.Find(folder));
        var entries = loaded.Quantizer.Codebook;
        Assert.True((entries.square().sum([1]) - 1).abs().max().ToDouble() < 1e-5);
        using var random = new Generator(1);
        var latent = loaded.EncodeLatent(rand([2, loaded.PictureChannels, 8, 8], device: random.device, generator: random));
        var quantized = loaded.Quantizer.call(latent);
        Assert.True((latent.square().sum([1]) - 1).abs().max().ToDouble() < 1e-5);
        Assert.True((loaded.Lookup(quantized.Indices, 2, latent.size(2), latent.size(3)) - quantized.Latent).abs().max().ToDouble() < 1e-5);
    }

    [Fact]
    public void AStart_MustHaveBeenLearntAlike_UnlessItsCodebookIsDrawnAnew()
    {
        var folder = Path.Combine(_data.Folder, "plain");
        new Trainer(Read(Vae, "model.codebook.cosine=false"), folder).Run(false, new Nobody(), default);

        Assert.Contains(
            "the codebook of model.start was learned without it",
            Assert.ThrowsAny<AtelierException>(() => Read(Vae, $"model.start={folder}")).Message);
        Read(Vae, $"model.start={folder}", "model.codebook.cosine=false");
        Read(Vae, $"model.start={folder}", "model.codebook.quantise_after=2");
        Assert.Contains(
            "model.codebook.width is '1'; at least 2 is needed",
            Assert.ThrowsAny<AtelierException>(() => Read(Vae, "model.codebook.width=1")).Message);
    }

    private Recipe Read(string model, params string[] sets) => Recipe.Read(_data.Write("recipe.yaml", $$"""
        data: {source: idx, path: {{_data.Idx()}}, size: 8, channels: {{(model == Gan ? 3 : 1)}}}
        training: {steps: 8, batch: 4, average: 0.9, log_every: 4, sample_every: 8, checkpoint_every: 8, test_pictures: 8}
        optimiser: {learning_rate: 0.01}
        {{model}}
        """), sets);

    private sealed class Nobody : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value)
        {
        }
    }
}
