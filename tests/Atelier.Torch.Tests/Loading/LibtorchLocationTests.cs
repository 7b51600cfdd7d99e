using Atelier.Core;
using Atelier.Torch.Loading;

namespace Atelier.Torch.Tests.Loading;

public sealed class LibtorchLocationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void NuGetsFolderByItself()
    {
        var place = LibtorchLocation.Find(null, _folder);
        Assert.Equal(LibtorchOrigin.Package, place.Origin);
        Assert.True(File.Exists(Path.Combine(place.Folder, LibtorchLocation.FileName("torch_cpu"))));
        Assert.True(File.Exists(place.TorchSharpLibrary));
    }

    [Fact]
    public void TheVariableComesFirst()
    {
        var lib = Directory.CreateDirectory(Path.Combine(_folder, "torch", "lib")).FullName;
        File.WriteAllText(Path.Combine(lib, LibtorchLocation.FileName("torch_cpu")), "");
        var place = LibtorchLocation.Find(Path.Combine(_folder, "torch"), _folder);
        Assert.Equal((lib, LibtorchOrigin.Variable), (place.Folder, place.Origin));
    }

    [Fact]
    public void TwoAreRefused()
    {
        var lib = Directory.CreateDirectory(Path.Combine(_folder, "torch", "lib")).FullName;
        File.WriteAllText(Path.Combine(lib, LibtorchLocation.FileName("torch_cpu")), "");
        File.WriteAllText(Path.Combine(_folder, LibtorchLocation.FileName("torch_cpu")), "");
        var message = Assert.Throws<NativeLibraryException>(() => LibtorchLocation.Find(Path.Combine(_folder, "torch"), _folder)).Message;
        Assert.Contains("LIBTORCH is set", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongVariableIsNamed()
    {
        var message = Assert.Throws<NativeLibraryException>(() => LibtorchLocation.Find(_folder, _folder)).Message;
        Assert.Contains($"LIBTORCH names {_folder}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void AnUnusableLibtorchIsNamed()
    {
        var file = Path.Combine(_folder, LibtorchLocation.FileName("torch_cpu"));
        File.WriteAllText(file, "not a library");
        var message = Assert.Throws<NativeLibraryException>(
            () => LoadedLibtorch.Load(new(_folder, "door", LibtorchOrigin.Variable))).Message;
        Assert.Contains(_folder, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void ManyThreadsLoadItOnce()
    {
        Parallel.For(0, 8, _ => Libtorch.Load());
        Assert.True(Libtorch.Version >= new Version(2, 10));
    }
}
