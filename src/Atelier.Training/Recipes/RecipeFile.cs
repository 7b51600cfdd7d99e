using Atelier.Core;
using Atelier.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Atelier.Training.Recipes;

/// <summary>A recipe as it is written: YAML, with the values that <c>--set key=value</c> puts in.</summary>
public sealed class RecipeFile
{
    private readonly HashSet<YamlNode> _set = new(ReferenceEqualityComparer.Instance);
    private readonly YamlMappingNode _root;
    private readonly string _path;

    private RecipeFile(YamlMappingNode root, string path) => (_root, _path) = (root, path);

    /// <summary>All of it.</summary>
    public RecipeSection Root => new(this, _root, "");

    /// <summary>Reads a recipe.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="sets">Values put in: <c>training.steps=200</c>.</param>
    /// <exception cref="UserException">There is no such file, it is no YAML, or a value to put in is not of the form key=value.</exception>
    public static RecipeFile Read(string path, IEnumerable<string> sets)
    {
        if (!File.Exists(path))
        {
            throw new UserException($"There is no recipe {path}.");
        }

        var file = new RecipeFile(Parse(File.ReadAllText(path), path) as YamlMappingNode
            ?? throw new UserException($"{path} is no recipe: keys and values are needed."), path);
        foreach (var set in sets)
        {
            file.Put(set);
        }

        return file;
    }

    /// <summary>The recipe with everything put in, as YAML: what a run keeps.</summary>
    public string Text()
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(_root)).Save(text, assignAnchors: false);
        return text.ToString().Replace("\n...", "", StringComparison.Ordinal);
    }

    /// <summary>Every value by its path, such as <c>training.steps</c>: for comparing two recipes.</summary>
    public IReadOnlyDictionary<string, string> Values()
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
                values[path] = node.ToString();
            }
        }
    }

    /// <summary>Where something stands, for messages.</summary>
    internal string Place(YamlNode node) => _set.Contains(node) ? "--set" : $"{_path}, line {node.Start.Line}";

    private static YamlNode? Parse(string text, string where)
    {
        try
        {
            var stream = new YamlStream();
            return YamlBounds.Read(text, where, reader =>
            {
                stream.Load(reader);
                return stream.Documents.FirstOrDefault()?.RootNode;
            }, message => new RecipeException(message));
        }
        catch (YamlException e)
        {
            throw new UserException($"{where}, line {e.Start.Line}: this is no YAML ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private void Put(string set)
    {
        var at = set.IndexOf('=', StringComparison.Ordinal);
        if (at < 1)
        {
            throw new UserException($"--set '{set}' is not of the form key=value, such as training.steps=200.");
        }

        string[] keys = set[..at].Split('.');
        var value = Parse(set[(at + 1)..], $"--set {set}") ?? new YamlScalarNode("");
        var mapping = _root;
        foreach (var key in keys[..^1])
        {
            if (!mapping.Children.TryGetValue(new YamlScalarNode(key), out var inner))
            {
                var added = new YamlScalarNode(key);
                mapping.Children[added] = inner = new YamlMappingNode();
                _set.UnionWith([added, inner]);
            }

            mapping = inner as YamlMappingNode ?? throw new UserException($"--set {set}: {key} holds a value, not keys.");
        }

        var name = new YamlScalarNode(keys[^1]);
        mapping.Children.Remove(name);
        mapping.Children[name] = value;
        Mark(name);
        Mark(value);

        void Mark(YamlNode node)
        {
            _set.Add(node);
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
