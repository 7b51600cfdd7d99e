using System.ComponentModel;
using System.Diagnostics;
using Atelier.Core;

namespace Atelier.Hub.Packages;

/// <summary>A Debian package with a pinned version and checksum; it is read, not installed.</summary>
/// <param name="Name">Of the package.</param>
/// <param name="Version">The exact version, without an epoch.</param>
/// <param name="Pool">Its folder in the archive, such as <c>pool/main/o/openclipart</c>.</param>
/// <param name="Sha256">Of the file, lower-case hexadecimal.</param>
public sealed record DebianPackage(string Name, string Version, string Pool, string Sha256)
{
    private static Uri Archive { get; } = new(
        (Environment.GetEnvironmentVariable("ATELIER_DEBIAN") ?? "http://deb.debian.org/debian").TrimEnd('/') + "/");

    /// <summary>Downloads the package into a folder, unless it exists, and checks it.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="DownloadException">It cannot be downloaded, or is not what was pinned.</exception>
    public Task<string> FetchAsync(string folder, CancellationToken cancel = default)
    {
        var name = $"{Name}_{Version}_all.deb";
        var description = $"the {Name} {Version} this program knows";
        return new PinnedFile(new(Archive, $"{Pool}/{name}"), Sha256, description, "name another mirror in ATELIER_DEBIAN")
            .FetchAsync(Path.Combine(folder, name), cancel: cancel);
    }

    /// <summary>Reads selected files of a package in memory.</summary>
    /// <exception cref="NativeLibraryException">There is no <c>dpkg-deb</c> here.</exception>
    /// <exception cref="DownloadException">The package is damaged.</exception>
    public static Dictionary<string, byte[]> Read(string package, Predicate<string> include)
    {
        var start = new ProcessStartInfo("dpkg-deb", ["--fsys-tarfile", package])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        try
        {
            using var unpack = Process.Start(start)!;
            unpack.ErrorDataReceived += (_, _) => { };
            unpack.BeginErrorReadLine();
            var archive = unpack.StandardOutput.BaseStream;
            var files = TarFiles.Read(archive, name => include(name) ? name : null);
            archive.CopyTo(Stream.Null); // drain it, or dpkg-deb would block
            unpack.WaitForExit();
            return unpack.ExitCode == 0 ? files : throw new InvalidDataException();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new DownloadException($"{package} cannot be unpacked: it is damaged; delete it to have it downloaded again.", e);
        }
        catch (Win32Exception e)
        {
            throw new NativeLibraryException(
                $"{package} cannot be unpacked: dpkg-deb is missing; Debian and Ubuntu have it in the package dpkg.", e);
        }
    }
}
