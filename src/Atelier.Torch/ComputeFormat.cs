using Atelier.Torch.Dispatch;

namespace Atelier.Torch;

/// <summary>Type and memory format of a network's feature maps, independent of its weights.</summary>
/// <param name="BFloat16">bf16; a network in training keeps fp32 weights.</param>
/// <param name="ChannelsLast">Channels-last in fp32 too, which is faster for convolutions on the CPU; bf16 always is there. On GPUs
/// contiguous maps are faster, since norms are.</param>
public readonly record struct ComputeFormat(bool BFloat16 = false, bool ChannelsLast = false)
{
    /// <summary>Converts a feature map [b, c, h, w] to this format.</summary>
    public Tensor Prepare(Tensor x)
    {
        var y = BFloat16 ? x.to(ScalarType.BFloat16) : x;
        return (BFloat16 || ChannelsLast) && y.device.type == DeviceType.CPU ? y.contiguous(memory_format.channels_last) : y;
    }
}
