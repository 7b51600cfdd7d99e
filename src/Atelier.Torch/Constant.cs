namespace Atelier.Torch;

/// <summary>A tensor that a network needs but that no checkpoint holds, such as a mask: no module registers it, and it
/// follows its user to another device.</summary>
public sealed class Constant
{
    private Tensor _value;

    /// <summary>Takes the tensor.</summary>
    public Constant(Tensor value) => _value = value.DetachFromDisposeScope();

    /// <summary>The tensor, there.</summary>
    public Tensor On(Device device)
    {
        if (_value.device_type != device.type || (device.index >= 0 && _value.device_index != device.index))
        {
            _value = _value.to(device).DetachFromDisposeScope();
        }

        return _value;
    }
}
