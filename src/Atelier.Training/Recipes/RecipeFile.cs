using Atelier.Core.Files;
using Atelier.Core;
using Atelier.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Atelier.Training.Recipes;

/// <summary>A recipe as written: YAML, with values overridden as <c>key=value</c>.</summary>
public sealed class RecipeFile
{
    private readonly HashSet<YamlNode> _overridden = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<YamlNode, string> _found = new(ReferenceEqualityComparer.Instance); // where relative paths led to
    private readonly YamlMappingNode _root;
    private readonly string _path;

    private RecipeFile(YamlMappingNode root, string path) => (_root, _path) = (root, path);

    /// <summary>The outermost section.</summary>
    public RecipeSection Root => new(this, _root, "");

    /// <summary>Reads a recipe.</summary>
    /// <param name="path">The YAML file, or the name of a recipe that comes along.</param>
    /// <param name="overrides">Values to replace or add: <c>training.steps=200</c>.</param>
    /// <exception cref="RecipeException">The file is missing or is not YAML, or an override is not of the form key=value.</exception>
    public static RecipeFile Read(string path, IEnumerable<string> overrides)
    {
        path = RecipeShelf.Find(path);
        var yaml = InputFile.ReadText(path, "a recipe", (message, inner) => new RecipeException(message, inner) { File = path });
        var root = Parse(yaml, path, isOverride: false) as YamlMappingNode
            ?? throw new RecipeException($"{path} is no recipe: keys and values are needed.") { File = path };
        var file = new RecipeFile(root, path);
        foreach (var text in overrides)
        {
            file.Override(text);
        }

        return file;
    }

    /// <summary>The recipe with its overrides, as YAML: the copy that a run keeps. Relative paths are full ones there, since they were
    /// relative to the working folder or to the recipe.</summary>
    public string ToYaml()
    {
        using var text = new StringWriter();
        foreach (var (node, path) in _found)
        {
            ((YamlScalarNode)node).Value = path;
        }

        new YamlStream(new YamlDocument(_root)).Save(text, assignAnchors: false);
        return text.ToString().Replace("\n...", "", StringComparison.Ordinal);
    }

    /// <summary>Every value by its full key, such as <c>training.steps</c>, for comparing two recipes.</summary>
    /// <param name="fullPaths">Relative paths as full ones, where a reader has followed them.</param>
    public IReadOnlyDictionary<string, string> Flatten(bool fullPaths = false)
    {
        var values = new Dictionary<string, string>();
        Collect(_root, "");
        return values;

        void Collect(YamlNode node, string path)
        {
            if (node is YamlMappingNode mapping)
            {
                foreach (var (key, value) in mapping.Children)
                {
                    Collect(value, path.Length == 0 ? key.ToString() : $"{path}.{key}");
                }
            }
            else
            {
                values[path] = fullPaths && _found.TryGetValue(node, out var found) ? found : node.ToString();
            }
        }
    }

    /// <summary>The place of a node; overridden values have no file.</summary>
    internal RecipeLocation Locate(YamlNode node, string key, string written) => _overridden.Contains(node)
        ? new(null, null, key, written)
        : new(_path, node.Start.Line, key, written);

    /// <summary>Keeps where the relative path of a node led to.</summary>
    internal void Follow(YamlNode node, string found) => _found[node] = Path.GetFullPath(found);

    private static YamlNode? Parse(string text, string source, bool isOverride)
    {
        var file = isOverride ? null : source;
        try
        {
            var stream = new YamlStream();
            return YamlBounds.Read(text, source, reader =>
            {
                stream.Load(reader);
                return stream.Documents.FirstOrDefault()?.RootNode;
            }, message => new RecipeException(message) { File = file, IsOverride = isOverride });
        }
        catch (YamlException e)
        {
            throw new RecipeException($"{source}, line {e.Start.Line}: this is no YAML ({e.Message.TrimEnd('.')}).", e)
            {
                File = file, Line = e.Start.Line, IsOverride = isOverride,
            };
        }
    }

    private void Override(string text)
    {
        var separator = text.IndexOf('=', StringComparison.Ordinal);
        if (separator < 1)
        {
            throw new RecipeException($"'{text}' is not of the form key=value, such as training.steps=200.") { IsOverride = true };
        }

        string[] keys = text[..separator].Split('.');
        var value = Parse(text[(separator + 1)..], text, isOverride: true) ?? new YamlScalarNode("");
        var mapping = _root;
        foreach (var key in keys[..^1])
        {
            if (!mapping.Children.TryGetValue(new YamlScalarNode(key), out var inner))
            {
                var added = new YamlScalarNode(key);
                mapping.Children[added] = inner = new YamlMappingNode();
                _overridden.UnionWith([added, inner]);
            }

            mapping = inner as YamlMappingNode
                ?? throw new RecipeException($"{text}: {key} holds a value, not keys.") { IsOverride = true };
        }

        var name = new YamlScalarNode(keys[^1]);
        mapping.Children.Remove(name);
        mapping.Children[name] = value;
        Mark(name);
        Mark(value);

        void Mark(YamlNode node)
        {
            _overridden.Add(node);
            if (node is YamlMappingNode inner)
            {
                foreach (var (key, child) in inner.Children)
                {
                    Mark(key);
                    Mark(child);
                }
            }
        }
    }
}
