using System.Runtime.InteropServices;

namespace Atelier.Core.Files;

/// <summary>Devices, pipes and sockets: files by name alone, which a file renamed to that name would replace.</summary>
internal static partial class SpecialFile
{
    private const int FromCurrentFolder = -100; // AT_FDCWD
    private const uint Type = 1;                // STATX_TYPE
    private const int ModeOffset = 28;          // of stx_mode
    private const int TypeBits = 0xF000, Regular = 0x8000, Folder = 0x4000;

    /// <summary>Whether there is one at this path, or where a link there leads to. Known on Linux; elsewhere no.</summary>
    public static bool IsAt(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        Span<byte> status = stackalloc byte[256]; // struct statx, laid out alike on all processors
        return Statx(FromCurrentFolder, path, 0, Type, status) == 0
            && (BitConverter.ToUInt16(status[ModeOffset..]) & TypeBits) is not (Regular or Folder);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> status);
}
