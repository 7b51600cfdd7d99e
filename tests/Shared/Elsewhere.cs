namespace Atelier.Tests;

/// <summary>Another device than the CPU. What runs there moves everything it must.</summary>
public static class Elsewhere
{
    /// <summary>The first GPU; the test is skipped where there is none.</summary>
    public static Device Device
    {
        get
        {
            Assert.SkipUnless(cuda.is_available(), "this machine has no GPU");
            Atelier.Torch.Devices.AllowTf32(false);
            return device(DeviceType.CUDA, 0);
        }
    }
}
