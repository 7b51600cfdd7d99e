using System.Runtime.InteropServices;
using static Atelier.Media.Vips.VipsLibrary;

namespace Atelier.Media.Vips;

/// <summary>
/// Calls any operation of libvips by its name (`vips -l` lists them). Arguments are images, bytes, or anything that reads well as text:
/// numbers, names of enumerations, and arrays as "1 2 3".
/// </summary>
internal static class VipsOperation
{
    /// <summary>Calls an operation whose result is an image called "out".</summary>
    /// <exception cref="VipsException">libvips refused.</exception>
    public static VipsImage Call(string name, params ReadOnlySpan<(string Name, object Value)> arguments)
    {
        var operation = Build(name, arguments);
        try
        {
            return new VipsImage(GetImage(operation, "out"));
        }
        finally
        {
            Release(operation);
        }
    }

    /// <summary>Calls an operation that encodes an image; its result is called "buffer".</summary>
    /// <exception cref="VipsException">libvips refused.</exception>
    public static byte[] Encode(string name, params ReadOnlySpan<(string Name, object Value)> arguments)
    {
        var operation = Build(name, arguments);
        try
        {
            return GetBytes(operation, "buffer");
        }
        finally
        {
            Release(operation);
        }
    }

    /// <summary>Calls an operation without a result, such as one that writes a file.</summary>
    /// <exception cref="VipsException">libvips refused.</exception>
    public static void Run(string name, params ReadOnlySpan<(string Name, object Value)> arguments) => Release(Build(name, arguments));

    private static nint Build(string name, ReadOnlySpan<(string Name, object Value)> arguments)
    {
        Require();
        var operation = vips_operation_new(name);
        if (operation == 0)
        {
            throw new VipsException(name, TakeError());
        }
        foreach (var (argument, value) in arguments)
        {
            if (!Set(operation, argument, value))
            {
                g_object_unref(operation);
                throw new VipsException(name, TakeError());
            }
        }
        if (vips_cache_operation_buildp(ref operation) != 0)
        {
            Release(operation);
            throw new VipsException(name, TakeError());
        }
        return operation;
    }

    private static bool Set(nint operation, string name, object value)
    {
        switch (value)
        {
            case VipsImage image:
                var holder = default(Value);
                g_value_init(ref holder, vips_image_get_type());
                g_value_set_object(ref holder, image);
                g_object_set_property(operation, name, ref holder);
                g_value_unset(ref holder);
                return true;
            case byte[] bytes:
                SetBytes(operation, name, bytes);
                return true;
            default:
                return vips_object_set_argument_from_string(operation, name, $"{value}") == 0;
        }
    }

    private static unsafe void SetBytes(nint operation, string name, byte[] bytes)
    {
        fixed (byte* data = bytes)
        {
            var blob = vips_blob_copy(data, (nuint)bytes.Length);
            var holder = default(Value);
            g_value_init(ref holder, vips_blob_get_type());
            g_value_set_boxed(ref holder, blob);
            g_object_set_property(operation, name, ref holder);
            g_value_unset(ref holder);
            vips_area_unref(blob);
        }
    }

    private static nint GetImage(nint operation, string name)
    {
        var holder = default(Value);
        g_value_init(ref holder, vips_image_get_type());
        g_object_get_property(operation, name, ref holder);
        var image = g_value_dup_object(ref holder);
        g_value_unset(ref holder);
        return image;
    }

    private static byte[] GetBytes(nint operation, string name)
    {
        var holder = default(Value);
        g_value_init(ref holder, vips_blob_get_type());
        g_object_get_property(operation, name, ref holder);
        var data = vips_value_get_blob(ref holder, out var size);
        var bytes = new byte[checked((int)size)];
        Marshal.Copy(data, bytes, 0, bytes.Length);
        g_value_unset(ref holder);
        return bytes;
    }

    private static void Release(nint operation)
    {
        vips_object_unref_outputs(operation);
        g_object_unref(operation);
    }
}
