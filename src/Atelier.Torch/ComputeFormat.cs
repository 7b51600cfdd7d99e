using Atelier.Torch.Dispatch;

namespace Atelier.Torch;

/// <summary>Type and memory format of a network's feature maps, independent of its weights.</summary>
/// <param name="BFloat16">bf16; a network in training keeps fp32 weights.</param>
/// <param name="ChannelsLast">Channels-last in fp32 too, which is faster for convolutions on the CPU; bf16 always is.</param>
public readonly record struct ComputeFormat(bool BFloat16 = false, bool ChannelsLast = false)
{
    /// <summary>Converts a feature map [b, c, h, w] to this format.</summary>
    public Tensor Prepare(Tensor x) => BFloat16 ? x.to(ScalarType.BFloat16).contiguous(memory_format.channels_last)
        : ChannelsLast ? x.contiguous(memory_format.channels_last)
        : x;
}
