"""Training steps in plain PyTorch, for comparison: the VQGAN and the CLIP of recipes/vqgan-glyphs.yaml and recipes/clip-glyphs.yaml, fp32, random pictures.

    python3 benchmarks/training.py vqgan|clip [steps]        # Debian: apt-get install python3-torch

`./atelier bench training recipes/vqgan-glyphs.yaml` (or clip-glyphs) takes the same steps; run the two in turn on a quiet machine, or compare processor time.
Each step: forward, backward, clipping to length 1, AdamW, moving average of the weights.
"""
import copy
import os
import statistics
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

from vqgan import Attention, Residual, norm

torch.manual_seed(1)
torch.set_flush_denormal(True)


GROUPS = 8


def middle(channels):
    return [Residual(channels, channels, GROUPS), Attention(channels, GROUPS), Residual(channels, channels, GROUPS)]


class Vqgan(nn.Module):
    def __init__(self, width=32, multipliers=(1, 1, 2, 4), blocks=1, latent=64, codes=8192, embedding=64):
        super().__init__()
        channels, layers = width, [nn.Conv2d(3, width, 3, padding=1)]
        for level, multiplier in enumerate(multipliers):
            for _ in range(blocks):
                layers.append(Residual(channels, width * multiplier, GROUPS))
                channels = width * multiplier
            if level < len(multipliers) - 1:
                layers += [nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(channels, channels, 3, stride=2)]
        self.encoder = nn.Sequential(*layers, *middle(channels), norm(channels, GROUPS), nn.SiLU(), nn.Conv2d(channels, latent, 3, padding=1), nn.Conv2d(latent, embedding, 1))
        layers = [nn.Conv2d(embedding, latent, 1), nn.Conv2d(latent, channels, 3, padding=1), *middle(channels)]
        for level in reversed(range(len(multipliers))):
            for _ in range(blocks + 1):
                layers.append(Residual(channels, width * multipliers[level], GROUPS))
                channels = width * multipliers[level]
            if level:
                layers += [nn.Upsample(scale_factor=2), nn.Conv2d(channels, channels, 3, padding=1)]
        self.decoder = nn.Sequential(*layers, norm(channels, GROUPS), nn.SiLU(), nn.Conv2d(channels, 3, 3, padding=1))
        self.codebook = nn.Embedding(codes, embedding)
        nn.init.uniform_(self.codebook.weight, -1 / codes, 1 / codes)

    def forward(self, x):
        z = self.encoder(x).permute(0, 2, 3, 1).contiguous()
        with torch.no_grad():
            rows, entries = z.reshape(-1, z.shape[3]), self.codebook.weight
            chosen = (rows.pow(2).sum(1, keepdim=True) + entries.pow(2).sum(1) - 2 * rows @ entries.t()).argmin(1)
        q = self.codebook(chosen).view(z.shape)
        loss = 0.25 * F.mse_loss(z, q.detach()) + F.mse_loss(q, z.detach())
        return self.decoder((z + (q - z).detach()).permute(0, 3, 1, 2)), loss


def vqgan_step(batch=16, size=128):
    model, x = Vqgan(), torch.rand(batch, 3, size, size) * 2 - 1

    def loss():
        y, codes = model(x)
        error = y - x
        edges = (error[..., 1:] - error[..., :-1]).abs().mean() + (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
        return error.abs().mean() + 2 * error.pow(2).mean() + 0.5 * edges + codes

    return model, loss


class Bottleneck(nn.Module):
    def __init__(self, inner, planes, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inner, planes, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False), nn.BatchNorm2d(planes)
        self.conv3, self.bn3 = nn.Conv2d(planes, planes * 4, 1, bias=False), nn.BatchNorm2d(planes * 4)
        self.pool = nn.AvgPool2d(stride) if stride > 1 else nn.Identity()
        self.shortcut = nn.Sequential(self.pool, nn.Conv2d(inner, planes * 4, 1, bias=False), nn.BatchNorm2d(planes * 4)) if stride > 1 or inner != planes * 4 else nn.Identity()

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)))
        h = F.relu(self.bn2(self.conv2(h)))
        return F.relu(self.bn3(self.conv3(self.pool(h))) + self.shortcut(x))


class AttentionPool(nn.Module):
    def __init__(self, pixels, width, heads, out):
        super().__init__()
        self.position = nn.Parameter(torch.randn(pixels + 1, width) * width ** -0.5)
        self.q, self.k, self.v, self.out = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, out)
        self.heads = heads

    def forward(self, x):
        x = x.flatten(2).transpose(1, 2)
        x = torch.cat([x.mean(1, keepdim=True), x], 1) + self.position
        b, _, width = x.shape
        q, k, v = (t.view(b, -1, self.heads, width // self.heads).transpose(1, 2) for t in (self.q(x[:, :1]), self.k(x), self.v(x)))
        weights = torch.softmax(q * (width // self.heads) ** -0.5 @ k.transpose(2, 3), -1)
        return self.out((weights @ v).transpose(1, 2).reshape(b, width))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.fc, self.project = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        y = self.ln1(x)
        x = x + self.attention(y, y, y, need_weights=False, attn_mask=mask)[0]
        y = self.fc(self.ln2(x))
        return x + self.project(y * torch.sigmoid(1.702 * y))


class Clip(nn.Module):
    def __init__(self, size=64, width=32, layers=(2, 2, 2, 2), embedding=256, vocabulary=2514, context=24, text_width=128, text_layers=3):
        super().__init__()
        stem = []
        for inner, outer, stride in ((3, width // 2, 2), (width // 2, width // 2, 1), (width // 2, width, 1)):
            stem += [nn.Conv2d(inner, outer, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(outer), nn.ReLU()]
        blocks, channels = [nn.AvgPool2d(2)], width
        for stage, count in enumerate(layers):
            for i in range(count):
                blocks.append(Bottleneck(channels, width << stage, 2 if i == 0 and stage > 0 else 1))
                channels = (width << stage) * 4
        self.visual = nn.Sequential(*stem, *blocks, AttentionPool((size // 32) ** 2, channels, width // 2, embedding))
        self.tokens, self.position = nn.Embedding(vocabulary, text_width), nn.Parameter(torch.randn(context, text_width) * 0.01)
        self.blocks = nn.ModuleList(Block(text_width, max(1, text_width // 64)) for _ in range(text_layers))
        self.final, self.projection = nn.LayerNorm(text_width), nn.Parameter(torch.randn(text_width, embedding) * text_width ** -0.5)
        self.scale = nn.Parameter(torch.tensor(2.659))
        self.register_buffer("mask", torch.full((context, context), float("-inf")).triu(1))

    def forward(self, pictures, texts):
        image = F.normalize(self.visual(pictures), dim=1)
        x = self.tokens(texts) + self.position
        for block in self.blocks:
            x = block(x, self.mask)
        x = self.final(x[torch.arange(len(texts)), texts.argmax(1)]) @ self.projection
        return self.scale.exp() * image @ F.normalize(x, dim=1).t()


def clip_step(batch=128, texts=256):
    model = Clip()
    pictures, tokens, match = torch.randn(batch, 3, 64, 64), torch.randint(1, 2000, (texts, 24)), torch.arange(batch)

    def loss():
        logits = model(pictures, tokens)
        return (F.cross_entropy(logits, match) + F.cross_entropy(logits[:, :batch].t(), match)) / 2

    return model, loss


def main():
    kind, steps = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    model, loss = {"vqgan": vqgan_step, "clip": clip_step}[kind]()
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters", file=sys.stderr)
    average = copy.deepcopy(model).requires_grad_(False)
    optimizer, seconds, processor = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01), [], []
    for step in range(steps + 1):
        start, used = time.time(), sum(os.times()[:2])
        optimizer.zero_grad()
        loss().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        with torch.no_grad():
            for kept, new in zip(average.parameters(), model.parameters()):
                kept.lerp_(new, 0.002)
        seconds.append(time.time() - start)
        processor.append(sum(os.times()[:2]) - used)
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, fp32, {kind}: median {statistics.median(seconds[1:]):.3f} s / step, processor {statistics.median(processor[1:]):.3f} s")


if __name__ == "__main__":
    main()
