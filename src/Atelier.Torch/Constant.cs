namespace Atelier.Torch;

/// <summary>A constant tensor of a network that no checkpoint holds, such as a mask: a non-persistent buffer that moves to
/// the device it is used on.</summary>
public sealed class Constant
{
    private Tensor _value;

    /// <summary>Takes over the tensor.</summary>
    public Constant(Tensor value) => _value = value.DetachFromDisposeScope();

    /// <summary>The tensor on a device.</summary>
    public Tensor On(Device device)
    {
        if (_value.device_type != device.type || (device.index >= 0 && _value.device_index != device.index))
        {
            _value = _value.to(device).DetachFromDisposeScope();
        }

        return _value;
    }
}
