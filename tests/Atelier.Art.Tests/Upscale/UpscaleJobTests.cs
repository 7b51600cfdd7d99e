using Atelier.Art.Upscale;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Tests.Upscale;

/// <summary>Several files at once.</summary>
public sealed class UpscaleJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-upscale-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Job_OfAFolder_LeavesOutWhatIsHiddenOrNotRead_AndWritesWhatCanBeWritten()
    {
        foreach (var name in new[] { "a.png", "b.svg", "c.avi", "d.bmp", ".hidden.png" })
        {
            File.WriteAllBytes(Path.Combine(_folder, name), []);
        }

        var job = UpscaleJob.Plan([_folder], "out", new());

        Assert.Equal(["a.png", "b.png", "c.mp4"], job.Items.Select(item => Path.GetRelativePath("out", item.To)));
        Assert.Contains(".png", Assert.ThrowsAny<AtelierException>(() => UpscaleJob.Plan([job.Items[0].From], "x.mp4", new())).Message);
    }

    [Fact]
    public void Job_FinishesTheOthers_AndNamesTheBroken()
    {
        for (var i = 0; i < 4; i++)
        {
            new Picture(8, 8, 3, new byte[192]).Save(Path.Combine(_folder, $"{i}.png"));
        }

        File.WriteAllText(Path.Combine(_folder, "broken.png"), "no picture");
        using var network = ToyUpscaler.Make("srvgg");
        var job = UpscaleJob.Plan([_folder], Path.Combine(_folder, "out"), new());

        var errors = job.Run(network, (_, _) => { }, default);

        Assert.Contains("broken.png", Assert.Single(errors).Message);
        Assert.Equal(4, job.Written.Count);
        Assert.Equal((32, 32), (Picture.Load(job.Written[0]).Width, Picture.Load(job.Written[0]).Height));
    }
}
