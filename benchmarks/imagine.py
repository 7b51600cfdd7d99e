"""The guided loop in plain PyTorch, for comparison: VQGAN f16 1024 and ViT-B/32 with random weights, 32 cut-outs.

    python3 benchmarks/imagine.py [size] [iterations] [device] [fp32|bf16]        # Debian: apt-get install python3-torch

On a GPU fp32 means TF32, as it does for Atelier.

`./atelier bench imagine` times the same arithmetic; run the two in turn on a quiet machine.
"""
import resource
import statistics
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

from vqgan import Attention, Residual, norm

torch.manual_seed(1)
torch.set_flush_denormal(True)


class Up(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


def decoder(width=128, multipliers=(1, 1, 2, 2, 4), blocks=2, latent=256):
    channels = width * multipliers[-1]
    layers = [nn.Conv2d(latent, latent, 1), nn.Conv2d(latent, channels, 3, padding=1), Residual(channels, channels), Attention(channels), Residual(channels, channels)]
    for level in reversed(range(len(multipliers))):
        for _ in range(blocks + 1):
            layers.append(Residual(channels, width * multipliers[level]))
            channels = width * multipliers[level]
            if level == len(multipliers) - 1:
                layers.append(Attention(channels))
        if level:
            layers.append(Up(channels))
    return nn.Sequential(*layers, norm(channels), nn.SiLU(), nn.Conv2d(channels, 3, 3, padding=1))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, heads)
        self.fc, self.project = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        y = self.ln1(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        y = self.fc(self.ln2(x))
        return x + self.project(y * torch.sigmoid(1.702 * y))


class Vision(nn.Module):
    def __init__(self, width=768, layers=12, patch=32, size=224, out=512):
        super().__init__()
        self.patch = nn.Conv2d(3, width, patch, stride=patch, bias=False)
        self.first = nn.Parameter(torch.randn(1, 1, width) * width ** -0.5)
        self.position = nn.Parameter(torch.randn((size // patch) ** 2 + 1, 1, width) * width ** -0.5)
        self.pre, self.post = nn.LayerNorm(width), nn.LayerNorm(width)
        self.blocks = nn.Sequential(*(Block(width, width // 64) for _ in range(layers)))
        self.proj = nn.Parameter(torch.randn(width, out) * width ** -0.5)

    def forward(self, x):
        x = self.patch(x).flatten(2).permute(2, 0, 1)
        x = torch.cat([self.first.expand(1, x.shape[1], -1), x]) + self.position
        return self.post(self.blocks(self.pre(x))[0]) @ self.proj


def cutouts(x, count, size=224):
    """Random squares by one affine sampling each, with mirror, turn, jitter and noise, as the fast method does."""
    side = 0.5 + 0.5 * torch.rand(count)
    angle = (torch.rand(count) - 0.5) * 0.5
    sign = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    theta = torch.zeros(count, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = sign * side * torch.cos(angle), -side * torch.sin(angle)
    theta[:, 1, 0], theta[:, 1, 1] = sign * side * torch.sin(angle), side * torch.cos(angle)
    theta[:, :, 2] = (torch.rand(count, 2) * 2 - 1) * (1 - side)[:, None]
    y = F.grid_sample(x.expand(count, -1, -1, -1), F.affine_grid(theta, (count, 3, size, size), align_corners=False), padding_mode="reflection", align_corners=False)
    y = (y - 0.5) * (0.9 + 0.2 * torch.rand(count, 1, 1, 1)) + 0.5
    return y + 0.1 * torch.rand(count, 1, 1, 1) * torch.randn_like(y)


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 256
    iterations = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    device, precision = (sys.argv[3:4] or ["cpu"])[0], (sys.argv[4:5] or ["fp32"])[0]
    if device != "cpu":
        torch.set_default_device(device)
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    generator, clip = decoder().requires_grad_(False).to(dtype), Vision().requires_grad_(False).to(dtype)
    codebook, target = torch.randn(1024, 256), F.normalize(torch.randn(1, 512), dim=1)
    mean, deviation = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(1, 3, 1, 1), torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(1, 3, 1, 1)
    z = codebook[torch.randint(1024, ((size // 16) ** 2,))].view(1, size // 16, size // 16, 256).permute(0, 3, 1, 2).contiguous().requires_grad_()
    optimizer, seconds = torch.optim.Adam([z], lr=0.1), []
    for i in range(iterations):
        start = time.time()
        rows = z.permute(0, 2, 3, 1)
        distances = rows.pow(2).sum(-1, keepdim=True) + codebook.pow(2).sum(1) - 2 * rows @ codebook.t()
        chosen = codebook[distances.argmin(-1)]
        latent = (rows + (chosen - rows).detach()).permute(0, 3, 1, 2)
        picture = ((generator(latent.to(dtype)).float() + 1) / 2).clamp(0, 1)
        features = F.normalize(clip(((cutouts(picture, 32) - mean) / deviation).to(dtype)).float(), dim=1)
        loss = ((features - target).norm(dim=1) / 2).arcsin().pow(2).mul(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()  # waits for a GPU
        seconds.append(time.time() - start)
        print(f"iteration {i + 1}: {seconds[-1]:.3g} s", file=sys.stderr)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, {device}, {precision}: median {statistics.median(seconds[1:] or seconds):.3g} s / iteration, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
