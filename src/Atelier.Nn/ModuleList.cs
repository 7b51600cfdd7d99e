namespace Atelier.Nn;

/// <summary>TorchSharp's list of modules, by a name that <see cref="Layers"/> can be used beside.</summary>
public class ModuleList<T>(params IEnumerable<T> modules) : TorchSharp.Modules.ModuleList<T>([.. modules])
    where T : Module;
