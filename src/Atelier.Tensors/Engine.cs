namespace Atelier.Tensors;

/// <summary>libtorch in this process: version, threads, devices.</summary>
public static unsafe class Engine
{
    [ThreadStatic]
    private static bool t_ready;
    private static int s_threads;

    /// <summary>libtorch's version, such as 1.13.1.</summary>
    public static string Version => Native.Text(Native.atl_version());

    /// <summary>How many CUDA devices libtorch sees.</summary>
    public static int CudaDevices
    {
        get
        {
            Native.Check(Native.atl_cuda_devices(out var count));
            return count;
        }
    }

    /// <summary>What libtorch was built with: compilers, BLAS, instruction sets, CUDA; several lines.</summary>
    public static string BuildInfo
    {
        get
        {
            Native.Check(Native.atl_build_info(out var text));
            return Native.Text(text);
        }
    }

    /// <summary>Threads of one operator; all cores (or <c>ATELIER_THREADS</c>) unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 1.</exception>
    public static int Threads
    {
        get
        {
            Prepare();
            return s_threads;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            s_threads = value;
            t_ready = false;
            Prepare();
        }
    }

    /// <summary>True when libtorch has this operator, such as <c>scaled_dot_product_attention</c> (from 2.0).</summary>
    public static bool Has(string operatorName, string overload = "") => Operator.Exists(operatorName, overload);

    /// <summary>Readies the calling thread: thread count, and denormal numbers flushed to zero (they cost a factor of 3 and more).</summary>
    internal static void Prepare()
    {
        if (t_ready)
        {
            return;
        }

        t_ready = true;
        if (s_threads == 0)
        {
            s_threads = int.TryParse(Environment.GetEnvironmentVariable("ATELIER_THREADS"), out var wanted) && wanted > 0 ? wanted : Environment.ProcessorCount;
        }

        Native.Check(Native.atl_threads(s_threads, out _));
        Native.Check(Native.atl_flush_denormals());
    }
}
