using System.Text.RegularExpressions;
using Atelier.Core;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Diffusion.Files;

/// <summary>LoRA (Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021) of kohya's and of diffusers' naming, merged into a
/// model's weights: W + weight · alpha / rank · up down.</summary>
internal static partial class LoraFile
{
    // the parts of a model by the prefix of kohya's names
    private const string Unets = "lora_unet_", Texts = "lora_te_", SecondTexts = "lora_te2_";

    private static readonly (string From, string To)[] Prefixes =
    [
        ("lora_te1_", Texts), ("text_encoder_2_", SecondTexts), ("text_encoder_", Texts), ("unet_", Unets),
    ];

    /// <summary>Merges a LoRA; tensors are changed as they are read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="weight">How strongly; negative ones turn it round.</param>
    /// <param name="unet">The UNet.</param>
    /// <param name="text">The text encoder, where there is one.</param>
    /// <param name="secondText">XL's second one, where there is one.</param>
    /// <returns>The same parts, changed.</returns>
    /// <exception cref="ModelFileException">The file is no LoRA, or one for another model.</exception>
    public static (DiffusionPart Unet, DiffusionPart? Text, DiffusionPart? SecondText) Merge(
        string path, double weight, DiffusionPart unet, DiffusionPart? text, DiffusionPart? secondText)
    {
        var deltas = Read(path);
        var perLevel = 1 + unet.Stored.CountBelow("down_blocks.0.resnets.");
        var parts = new[] { (Unets, unet), (Texts, text), (SecondTexts, secondText) };
        var merged = parts.Select(part => part.Item2 is null ? null : Merged(part.Item1, part.Item2)).ToList();
        if (deltas.Count > 0)
        {
            throw new ModelFileException($"{path} is a LoRA for another model than {unet.Where}, which has no {deltas.Keys.First()}.");
        }

        return (merged[0]!, merged[1], merged[2]);

        DiffusionPart Merged(string prefix, DiffusionPart part)
        {
            var targets = part.Stored.Keys.Where(key => key.EndsWith(".weight", StringComparison.Ordinal))
                .ToDictionary(key => prefix + key[..^".weight".Length].Replace('.', '_'));
            var changed = part.Stored.ToDictionary();
            foreach (var (name, delta) in deltas.ToList())
            {
                var own = name.StartsWith(Unets, StringComparison.Ordinal)
                    ? Unets + UnetKeys.FromKohya(name[Unets.Length..], perLevel)
                    : name.Replace("_self_attn_to_", "_self_attn_");
                string[] spellings = [own, own + "_0", own + "_proj"]; // diffusers once left out the 0 of to_out.0 and the proj of q_proj
                if (spellings.FirstOrDefault(targets.ContainsKey) is { } found)
                {
                    changed[targets[found]] = delta.AddTo(part.Stored[targets[found]], weight, path, name);
                    deltas.Remove(name);
                }
            }

            return part with { Stored = changed };
        }
    }

    private static Dictionary<string, Delta> Read(string path)
    {
        var stored = WeightFile.Open(path);
        var groups = new Dictionary<string, Dictionary<string, StoredTensor>>();
        foreach (var (key, tensor) in stored)
        {
            if (Role().Match(key) is not { Success: true } match)
            {
                throw new ModelFileException($"{path} is no LoRA that Atelier can merge: it holds {key}.");
            }

            var module = Named(match.Groups["module"].Value);
            var role = match.Groups["role"].Value switch { "A" => "down", "B" => "up", var other => other };
            (groups.TryGetValue(module, out var own) ? own : groups[module] = [])[role] = tensor;
        }

        return groups.ToDictionary(
            group => group.Key,
            group => group.Value.TryGetValue("down", out var down) && group.Value.TryGetValue("up", out var up)
                ? new Delta(down, up, group.Value.GetValueOrDefault("alpha"))
                : throw new ModelFileException($"{path} is no whole LoRA: {group.Key} lacks one of its two matrices."));
    }

    // kohya's way to write a module: its prefix and its path with low lines
    private static string Named(string module)
    {
        var name = module.Replace(".processor.", ".").Replace('.', '_');
        foreach (var (from, to) in Prefixes)
        {
            if (name.StartsWith(from, StringComparison.Ordinal))
            {
                return to + name[from.Length..];
            }
        }

        return name.StartsWith("lora_", StringComparison.Ordinal) ? name : Unets + name;
    }

    [GeneratedRegex(@"^(?<module>.+?)(?:\.|_)(?:lora_linear_layer\.|lora\.|lora_)?(?<role>down|up|alpha|A|B)(?:\.default)?(?:\.weight)?$")]
    private static partial Regex Role();

    /// <summary>The change of one matrix or kernel.</summary>
    private sealed record Delta(StoredTensor Down, StoredTensor Up, StoredTensor? Alpha)
    {
        public StoredTensor AddTo(StoredTensor target, double weight, string path, string name)
        {
            var (rank, rows, columns) = (Down.Shape[0], target.Shape[0], Numel(target) / target.Shape[0]);
            if (Up.Shape.Length < 2 || Up.Shape[0] != rows || Numel(Up) != rows * rank || Numel(Down) != rank * columns)
            {
                throw new ModelFileException($"{path} is a LoRA for another model: its {name} changes a matrix of {Up.Shape[0]} by "
                    + $"{Numel(Down) / Math.Max(1, rank)}, this model's is {rows} by {columns}.");
            }

            return target with
            {
                Read = () =>
                {
                    using var scope = NewDisposeScope();
                    var scale = weight * (Alpha?.Read().ToDouble() ?? rank) / rank;
                    var change = Float(Up).reshape(rows, rank).matmul(Float(Down).reshape(rank, columns)) * scale;
                    return scope.MoveToOuter(Float(target) + change.reshape(target.Shape));
                },
            };
        }

        private static Tensor Float(StoredTensor tensor) => tensor.Read().to(ScalarType.Float32);

        private static long Numel(StoredTensor tensor) => tensor.Shape.Aggregate(1L, (product, size) => product * size);
    }
}
