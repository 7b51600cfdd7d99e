namespace Atelier.Torch;

/// <summary>TorchSharp's module list, without importing its modules, whose names clash with <see cref="Layers"/>.</summary>
public class ModuleList<T>(params IEnumerable<T> modules) : TorchSharp.Modules.ModuleList<T>([.. modules])
    where T : Module
{
    /// <summary>Creates modules from their indices.</summary>
    public ModuleList(int count, Func<int, T> make)
        : this(Enumerable.Range(0, count).Select(make))
    {
    }
}
