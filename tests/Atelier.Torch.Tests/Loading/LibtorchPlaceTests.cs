namespace Atelier.Torch.Tests.Loading;

public sealed class LibtorchPlaceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public void NuGetsFolderByItself()
    {
        var place = LibtorchPlace.Find(null, folder);
        Assert.Equal(LibtorchOrigin.Package, place.Origin);
        Assert.True(File.Exists(Path.Combine(place.Folder, LibtorchPlace.FileName("torch_cpu"))));
        Assert.True(File.Exists(place.Door));
    }

    [Fact]
    public void TheVariableComesFirst()
    {
        var lib = Directory.CreateDirectory(Path.Combine(folder, "torch", "lib")).FullName;
        File.WriteAllText(Path.Combine(lib, LibtorchPlace.FileName("torch_cpu")), "");
        var place = LibtorchPlace.Find(Path.Combine(folder, "torch"), folder);
        Assert.Equal((lib, LibtorchOrigin.Variable), (place.Folder, place.Origin));
    }

    [Fact]
    public void AWrongVariableIsNamed()
    {
        var message = Assert.Throws<LibtorchException>(() => LibtorchPlace.Find(folder, folder)).Message;
        Assert.Contains($"LIBTORCH names {folder}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void AnUnusableLibtorchIsNamed()
    {
        var file = Path.Combine(folder, LibtorchPlace.FileName("torch_cpu"));
        File.WriteAllText(file, "not a library");
        var message = Assert.Throws<LibtorchException>(() => LoadedLibtorch.Load(new(folder, "door", LibtorchOrigin.Variable))).Message;
        Assert.Contains(folder, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void ManyThreadsLoadItOnce()
    {
        Parallel.For(0, 8, _ => Libtorch.Load());
        Assert.True(Libtorch.Version >= new Version(2, 10));
    }
}
