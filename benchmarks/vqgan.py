"""The layers of taming-transformers' VQGAN in plain PyTorch, for the comparisons beside this file."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def norm(channels, groups=32):
    return nn.GroupNorm(groups, channels, eps=1e-6)


class Residual(nn.Module):
    def __init__(self, inner, outer, groups=32):
        super().__init__()
        self.norm1, self.conv1 = norm(inner, groups), nn.Conv2d(inner, outer, 3, padding=1)
        self.norm2, self.conv2 = norm(outer, groups), nn.Conv2d(outer, outer, 3, padding=1)
        self.shortcut = nn.Conv2d(inner, outer, 1) if inner != outer else nn.Identity()

    def forward(self, x):
        return self.shortcut(x) + self.conv2(F.silu(self.norm2(self.conv1(F.silu(self.norm1(x))))))


class Attention(nn.Module):
    def __init__(self, channels, groups=32):
        super().__init__()
        self.norm = norm(channels, groups)
        self.q, self.k, self.v, self.out = (nn.Conv2d(channels, channels, 1) for _ in range(4))

    def forward(self, x):
        b, c, h, w = x.shape
        y = self.norm(x)
        q, k, v = (layer(y).reshape(b, c, h * w) for layer in (self.q, self.k, self.v))
        weights = torch.softmax(torch.bmm(q.transpose(1, 2), k) * c ** -0.5, dim=2)
        return x + self.out(torch.bmm(v, weights.transpose(1, 2)).reshape(b, c, h, w))
