using System.Globalization;
using System.Text.Json;
using Atelier.Models.Diffusion;
using Atelier.Models.Diffusion.Schedulers;
using Atelier.Tests;

namespace Atelier.Models.Tests.Diffusion;

public class SchedulerGoldenTests
{
    private static readonly JsonElement All = JsonDocument.Parse(File.ReadAllText(Golden.Locate("diffusion/schedulers", "cases.json")!))
        .RootElement;

    public static TheoryData<string> Cases => new(All.EnumerateObject().Select(one => one.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Walk_OfAMadeUpNetwork_IsDiffusers(string name)
    {
        using var scope = NewDisposeScope();
        var golden = DiffusionGolden.Open("schedulers", "io.safetensors");
        var (kind, config) = SchedulerFile.Choose(All.GetProperty(name).GetProperty("cls").GetString()!, Config(name));
        config = config with { Eta = All.GetProperty(name).GetProperty("step").TryGetProperty("eta", out var eta) ? eta.GetDouble() : 0 };
        using var scheduler = config.Create(kind, int.Parse(name.Split('.')[^1], CultureInfo.InvariantCulture));
        var asked = 0;

        var x = golden.In("x0") * scheduler.InitNoiseSigma;
        for (var i = 0; i < scheduler.Timesteps.Count; i++)
        {
            x = scheduler.Step(Predict(scheduler.ScaleModelInput(x, i), scheduler.Timesteps[i]), i, x, () => golden.In("pool")[asked++]);
            if (i == 0)
            {
                golden.Check(name + ".first", x, DiffusionGolden.Scheduler);
            }
        }

        golden.Check(name + ".out", x, DiffusionGolden.Scheduler);
        golden.Check(name + ".timesteps", tensor(scheduler.Timesteps.ToArray()), DiffusionGolden.Scheduler);
        golden.Check(name + ".init_noise_sigma", tensor(new[] { (float)scheduler.InitNoiseSigma }), DiffusionGolden.Scheduler);
        Assert.Equal(golden.Has(name + ".sigmas"), scheduler.Sigmas.Count > 0);
        if (scheduler.Sigmas.Count > 0)
        {
            golden.Check(name + ".sigmas", tensor(scheduler.Sigmas.ToArray()), DiffusionGolden.Scheduler);
        }

        Assert.Equal(All.GetProperty(name).GetProperty("noises_used").GetInt32(), asked);

        Tensor Predict(Tensor sample, double t) =>
            ((einsum("oc,bchw->bohw", golden.In("A"), sample) * 0.7) + (t / 1000) - 0.3).tanh() * 1.1;
    }

    private static ModelConfig Config(string name)
    {
        var path = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, All.GetProperty(name).GetProperty("config").GetRawText());
        var config = ModelConfig.Read(path);
        File.Delete(path);
        return config;
    }
}
