using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Media.Vips;

/// <summary>The functions of libvips and GObject that are in use. The libraries are found at run time; no headers are needed.</summary>
internal static unsafe partial class VipsLibrary
{
    private const string Vips = "vips";
    private const string GObject = "gobject";
    private const string GLib = "glib";

    private static readonly Dictionary<string, string[]> Names = new()
    {
        [Vips] = ["libvips.so.42", "libvips.42.dylib", "libvips-42.dll"],
        [GObject] = ["libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"],
        [GLib] = ["libglib-2.0.so.0", "libglib-2.0.0.dylib", "libglib-2.0-0.dll"],
    };

    private static readonly Lazy<string?> Failure = new(Start);

    /// <summary>Loads and starts libvips once.</summary>
    /// <exception cref="UserException">libvips is not installed; the message says how to install it.</exception>
    public static void Require()
    {
        if (Failure.Value is { } failure)
        {
            throw new UserException(failure);
        }
    }

    /// <summary>Takes what libvips has to say about its last failure.</summary>
    public static string TakeError()
    {
        var text = Marshal.PtrToStringUTF8(vips_error_buffer()) ?? "";
        vips_error_clear();
        return string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static string? Start()
    {
        NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, Resolve);
        try
        {
            if (vips_init("atelier") != 0)
            {
                return $"libvips does not start: {TakeError()}.";
            }
        }
        catch (DllNotFoundException)
        {
            return "Pictures need libvips, which is not installed: run `sudo apt-get install libvips42`.";
        }
        vips_cache_set_max(0); // a file may be rewritten under the same name, and glyphs are drawn once only
        foreach (var domain in (string[])["VIPS", "librsvg", "GLib-GObject"])
        {
            const int allLevelsButErrors = 0xF8;
            g_log_set_handler(domain, allLevelsButErrors, &Silent, 0); // what matters comes back as an error
        }
        return null;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var candidate in Names.GetValueOrDefault(name, []))
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle))
            {
                return handle;
            }
        }
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Silent(nint domain, int level, nint message, nint data)
    {
    }

    /// <summary>GLib's GValue: a type and room for any value of it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Value
    {
        public nuint Type;
        public long First;
        public long Second;
    }

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int vips_init(string program);

    [LibraryImport(Vips)]
    private static partial void vips_cache_set_max(int count);

    [LibraryImport(Vips)]
    private static partial nint vips_error_buffer();

    [LibraryImport(Vips)]
    private static partial void vips_error_clear();

    [LibraryImport(Vips)]
    internal static partial nint vips_foreign_find_load_buffer(byte* data, nuint size);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint vips_operation_new(string name);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_object_set_argument_from_string(nint operation, string name, string value);

    [LibraryImport(Vips)]
    internal static partial int vips_cache_operation_buildp(ref nint operation);

    [LibraryImport(Vips)]
    internal static partial void vips_object_unref_outputs(nint operation);

    [LibraryImport(Vips)]
    internal static partial nuint vips_blob_get_type();

    [LibraryImport(Vips)]
    internal static partial nint vips_blob_copy(byte* data, nuint size);

    [LibraryImport(Vips)]
    internal static partial void vips_area_unref(nint area);

    [LibraryImport(Vips)]
    internal static partial nint vips_value_get_blob(ref Value value, out nuint size);

    [LibraryImport(Vips)]
    internal static partial nuint vips_image_get_type();

    [LibraryImport(Vips)]
    internal static partial nint vips_image_new_from_memory_copy(byte* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Vips)]
    internal static partial nint vips_image_new_from_memory(byte* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_format(VipsImage image);

    [LibraryImport(Vips)]
    internal static partial nint vips_image_get_fields(VipsImage image);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_image_get(VipsImage image, string field, ref Value value);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_image_set(VipsImage image, string field, ref Value value);

    [LibraryImport(Vips)]
    internal static partial nint vips_image_write_to_memory(VipsImage image, out nuint size);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_width(VipsImage image);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_height(VipsImage image);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_bands(VipsImage image);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_interpretation(VipsImage image);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint vips_image_get_typeof(VipsImage image, string field);

    [LibraryImport(GObject)]
    internal static partial void g_object_unref(nint instance);

    [LibraryImport(GObject, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_set_property(nint instance, string name, ref Value value);

    [LibraryImport(GObject, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_get_property(nint instance, string name, ref Value value);

    [LibraryImport(GObject)]
    internal static partial void g_value_init(ref Value value, nuint type);

    [LibraryImport(GObject)]
    internal static partial void g_value_unset(ref Value value);

    [LibraryImport(GObject)]
    internal static partial void g_value_set_object(ref Value value, VipsImage instance);

    [LibraryImport(GObject)]
    internal static partial nint g_value_dup_object(ref Value value);

    [LibraryImport(GObject)]
    internal static partial void g_value_set_boxed(ref Value value, nint boxed);

    [LibraryImport(GLib)]
    internal static partial void g_free(nint memory);

    [LibraryImport(GLib)]
    internal static partial void g_strfreev(nint strings);

    [LibraryImport(GLib, StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint g_log_set_handler(
        string domain, int levels, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler, nint data);
}
