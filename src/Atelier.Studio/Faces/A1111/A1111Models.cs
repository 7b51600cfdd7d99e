using System.Collections.Concurrent;
using Atelier.Hub;
using Atelier.Studio.Access;
using Atelier.Work.Kinds.Imagine;

namespace Atelier.Studio.Faces.A1111;

/// <summary>The model that each caller chose. AUTOMATIC1111 has one for all; here nobody changes another one's.</summary>
internal sealed class A1111Models
{
    private readonly ConcurrentDictionary<string, string> _chosen = new();

    /// <summary>A caller's model.</summary>
    public string Of(Caller caller) => _chosen.TryGetValue(caller.Id, out var model) ? model : Generators.Default;

    /// <summary>Chooses a caller's model.</summary>
    /// <exception cref="StudioException">There is none of that name.</exception>
    public void Choose(Caller caller, string? name)
    {
        if (Find(name) is { } model)
        {
            _chosen[caller.Id] = model;
        }
    }

    /// <summary>The generator of a name as clients write it: with or without a hash or an extension. Null for no name.</summary>
    /// <exception cref="StudioException">There is none.</exception>
    public static string? Find(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        var plain = Path.GetFileNameWithoutExtension(name.Split(" [")[0]);
        var names = Generators.Names;
        return names.FirstOrDefault(one => one == plain || one == name)
            ?? throw A1111Body.Wrong("sd_model_checkpoint", $"one of {string.Join(", ", names)}, not '{name}'");
    }

    /// <summary>The generators as AUTOMATIC1111 lists checkpoints.</summary>
    public static IEnumerable<object> List() => Generators.Names.Select(name => new
    {
        title = name, model_name = name, hash = (string?)null, sha256 = (string?)null, filename = name, config = (string?)null,
    });

    /// <summary>The installed upscalers as AUTOMATIC1111 lists them.</summary>
    public static IEnumerable<object> Upscalers() => ModelHub.Names
        .Where(name => (ModelHub.Find(name).Config.String("kind") ?? Catalogue.Find(name)?.Kind) is "srvgg" or "rrdb")
        .Prepend("None").Select(name => new
        {
            name, model_name = name == "None" ? null : name, model_path = (string?)null, model_url = (string?)null, scale = 4,
        });
}
