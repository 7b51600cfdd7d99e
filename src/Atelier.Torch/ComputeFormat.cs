using Atelier.Torch.Dispatch;

namespace Atelier.Torch;

/// <summary>How a network's feature maps lie in memory, whatever its weights do.</summary>
/// <param name="BFloat16">In bf16; the weights of a network that trains stay fp32.</param>
/// <param name="ChannelsLast">Channels-last in fp32 too, as always in bf16: convolutions on the CPU are faster so.</param>
public readonly record struct ComputeFormat(bool BFloat16 = false, bool ChannelsLast = false)
{
    /// <summary>A picture or feature map [b, c, h, w] in this format.</summary>
    public Tensor Prepare(Tensor x) => BFloat16 ? x.to(ScalarType.BFloat16).contiguous(memory_format.channels_last)
        : ChannelsLast ? x.contiguous(memory_format.channels_last)
        : x;
}
