using System.Runtime.InteropServices;
using Atelier.Core;
using Atelier.Torch.Loading;

namespace Atelier.Torch.Tests.Loading;

public sealed class TorchSharpLibraryTests
{
    private static string Original => Libtorch.Location.TorchSharpLibrary;

    [Fact]
    public unsafe void RedirectedCopyLoadsAndComputes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux's library is redirected");
        using var scope = NewDisposeScope();
        var before = File.ReadAllBytes(Original);
        var copy = TorchSharpLibrary.LoadRedirected(Original);
        var negate = (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(copy, "THSTensor_neg");
        Assert.Equal([-1f, 2f], Tensor.UnsafeCreateTensor(negate(tensor(new float[] { 1, -2 }).Handle)).data<float>().ToArray());
        Assert.Equal(before, File.ReadAllBytes(Original));
    }

    [Fact]
    public void WantsTheOlderVersionOnly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux's library is redirected");
        var library = ElfLibrary.Read(File.ReadAllBytes(Original));
        Assert.Contains("GLIBCXX_3.4.32", library.NeededVersions());
        TorchSharpLibrary.Redirect(library);
        Assert.DoesNotContain("GLIBCXX_3.4.32", library.NeededVersions());
        Assert.Contains("GLIBCXX_3.4.20", library.NeededVersions());
        Assert.Throws<InvalidDataException>(() => TorchSharpLibrary.Redirect(library)); // there is nothing left to redirect
    }

    [Theory]
    [InlineData("_ZSt21ios_base_library_initv", "GLIBCXX_3.4.32", "_ZSt15get_new_handlerv", "GLIBC_2.2.5")] // of another library
    [InlineData("_ZSt21ios_base_library_initv", "GLIBCXX_3.4.20", "_ZSt15get_new_handlerv", "GLIBCXX_3.4.32")] // others want it too
    [InlineData("_ZSt21ios_base_library_initv", "GLIBCXX_3.4.32", "_ZSt15get_new_handlerv_and_much_more", "GLIBCXX_3.4.20")] // too long
    [InlineData("_ZSt21ios_base_library_initv", "GLIBCXX_9.9.99", "_ZSt15get_new_handlerv", "GLIBCXX_3.4.20")] // not wanted at all
    public void OtherLibrariesAreRefused(string symbol, string version, string other, string otherVersion)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux's library is redirected");
        var library = ElfLibrary.Read(File.ReadAllBytes(Original));
        var before = library.Bytes.ToArray();
        Assert.Throws<InvalidDataException>(() => library.RedirectSymbol(symbol, version, other, otherVersion));
        Assert.Equal(before, library.Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(63)]
    public void NoLibraries(int bytes) => Assert.Throws<InvalidDataException>(() => ElfLibrary.Read(new byte[bytes]));

    [Fact]
    public void CutOffFilesAreRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux's library is redirected");
        var whole = File.ReadAllBytes(Original);
        foreach (var length in Enumerable.Range(1, 40).Select(i => whole.Length * i / 41))
        {
            Assert.Throws<InvalidDataException>(() => TorchSharpLibrary.Redirect(ElfLibrary.Read(whole[..length])));
        }
    }

    [Fact]
    public void BrokenFilesAreRedirectedOrRefusedButNeverMore()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux's library is redirected");
        var whole = File.ReadAllBytes(Original);
        var random = new Random(1);
        var sections = (int)BitConverter.ToUInt64(whole, 40);
        var refused = 0;
        for (var i = 0; i < 100; i++)
        {
            var broken = (byte[])whole.Clone();
            for (var j = 0; j < 20; j++) // the header and the table of sections
            {
                var place = random.Next(0, 64 + broken.Length - sections);
                broken[place < 64 ? place : sections + place - 64] = (byte)random.Next(256);
            }

            try
            {
                TorchSharpLibrary.Redirect(ElfLibrary.Read(broken));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 100);
    }

    [Fact]
    public void AFileThatIsNoLibraryIsNamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux's library is redirected");
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "not a library");
            Assert.Contains(
                file,
                Assert.Throws<NativeLibraryException>(() => TorchSharpLibrary.Load(file)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
