using System.Security.Cryptography;
using System.Text.Json;
using Atelier.Art;
using Atelier.Work.Kinds;

namespace Atelier.Studio.Tests.Kinds;

/// <summary>A job that runs without a studio: it remembers what it was told, and stops when the test says so.</summary>
internal sealed class ScriptedRun : JobRun, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public override CancellationToken Stopping => _stopping.Token;

    public override bool KeepsResult => Keeps;

    /// <summary>Whether the loaded networks are for this run alone.</summary>
    public bool OwnsCache { get; init; }

    /// <summary>Whether a job that was stopped ends with what it has.</summary>
    public bool Keeps { get; init; }

    /// <summary>After which report it is stopped.</summary>
    public Func<JobStep, bool> StopsAfter { get; init; } = _ => false;

    /// <summary>The weights that somebody asks for after an iteration.</summary>
    public Dictionary<int, Dictionary<string, double>> Requests { get; init; } = [];

    public List<JobStep> Steps { get; } = [];

    public List<byte[]> Previews { get; } = [];

    public List<JobOutput> HandedIn { get; } = [];

    public byte[]? State { get; private set; }

    public JsonElement? SteeredInput { get; private set; }

    /// <summary>Plans and runs a job of a kind.</summary>
    public static JobResult Run(IJobKind kind, object input, ScriptedRun run) =>
        kind.Run(JsonDocument.Parse(kind.Plan(JsonSerializer.SerializeToElement(input), 0).Input).RootElement, run);

    /// <summary>A run in a folder of its own.</summary>
    public static ScriptedRun Create(
        Func<JobStep, bool>? stopsAfter = null, byte[]? checkpoint = null, Dictionary<int, Dictionary<string, double>>? requests = null,
        bool keeps = false, NetworkCache? cache = null) => new()
    {
        Folder = Directory.CreateTempSubdirectory("atelier-run-").FullName, Device = CPU, Cache = cache ?? new(),
        OwnsCache = cache is null, StopsAfter = stopsAfter ?? (_ => false), Checkpoint = checkpoint, Requests = requests ?? [],
        Keeps = keeps,
    };

    /// <summary>Gives it an uploaded picture.</summary>
    /// <returns>The picture's id.</returns>
    public string Put(byte[] picture)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(picture));
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "inputs")).FullName, sha256), picture);
        return PictureId.FromSha256(sha256);
    }

    public override void Report(JobStep step, byte[]? preview = null)
    {
        Steps.Add(step);
        Previews.AddRange(preview is null ? [] : [preview]);
        if (StopsAfter(step))
        {
            _stopping.Cancel();
        }
    }

    public override void HandIn(JobOutput output) => HandedIn.Add(output);

    public override void Save(int iteration, byte[] state) => State = state;

    public override IReadOnlyDictionary<string, double>? TakeSteering() =>
        Requests.Remove(Steps.Count == 0 ? 1 : Steps[^1].Iteration + 1, out var request) ? request : null;

    public override void Steered(JsonElement input) => SteeredInput = input;

    public void Dispose()
    {
        _stopping.Dispose();
        if (OwnsCache)
        {
            Cache.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
