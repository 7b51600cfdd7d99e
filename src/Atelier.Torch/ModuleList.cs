namespace Atelier.Torch;

/// <summary>TorchSharp's list of modules, by a name that <see cref="Layers"/> can be used beside.</summary>
public class ModuleList<T>(params IEnumerable<T> modules) : TorchSharp.Modules.ModuleList<T>([.. modules])
    where T : Module
{
    /// <summary>So many modules, each made by its number.</summary>
    public ModuleList(int count, Func<int, T> make)
        : this(Enumerable.Range(0, count).Select(make))
    {
    }
}
