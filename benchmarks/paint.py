"""Paint Transformer's inference written plainly in PyTorch: the published network and pyramid (width 256, 3 + 3 layers, patches of 32
pixels, 8 strokes each, rendered into windows of twice the patch, laid over each other in four interleaved groups), random weights.
Half of the strokes are drawn, by a fixed pattern. python3 benchmarks/paint.py [side]"""
import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


def encoder():
    layers = []
    for i, o, stride in ((3, 32, 1), (32, 64, 2), (64, 128, 2)):
        layers += [nn.ReflectionPad2d(1), nn.Conv2d(i, o, 3, stride), nn.BatchNorm2d(o), nn.ReLU()]
    return nn.Sequential(*layers)


class Painter(nn.Module):
    def __init__(self, width=256, heads=8, layers=3, strokes=8):
        super().__init__()
        self.target, self.canvas = encoder(), encoder()
        self.mix = nn.Conv2d(256, width, 1)
        self.transformer = nn.Transformer(width, heads, layers, layers)
        self.shape = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 5))
        self.decide = nn.Linear(width, 1)
        self.query, self.position = nn.Parameter(torch.rand(strokes, width)), nn.Parameter(torch.rand(64, width))

    def forward(self, target, canvas):
        n = target.shape[0]
        tokens = self.mix(torch.cat([self.target(target), self.canvas(canvas)], 1)).flatten(2).permute(2, 0, 1)
        hidden = self.transformer(tokens + self.position[:, None], self.query[:, None].repeat(1, n, 1)).permute(1, 0, 2)
        return self.shape(hidden).sigmoid(), self.decide(hidden)


def morph(x, sign):
    """The largest (sign 1) or smallest (sign -1) of each 3 x 3 window, by unfolding, as published."""
    n, c, h, w = x.shape
    windows = F.unfold(F.pad(x, (1, 1, 1, 1), value=-sign * 1e9), 3).view(n, c, 9, h, w)
    return windows.max(2)[0] if sign > 0 else windows.min(2)[0]


def render(strokes, side, brushes):
    """Strokes [n, 8] to colours and covers [n, 3, side, side]."""
    x, y, w, h, turn = strokes[:, :5].unbind(1)
    sin, cos = (turn * math.pi).sin(), (turn * math.pi).cos()
    row0 = torch.stack([cos / w, sin / w, (1 - 2 * x) * cos / w + (1 - 2 * y) * sin / w], 1)
    row1 = torch.stack([-sin / h, cos / h, (1 - 2 * y) * cos / h - (1 - 2 * x) * sin / h], 1)
    grid = F.affine_grid(torch.stack([row0, row1], 1), (len(strokes), 1, side, side), align_corners=False)
    mark = F.grid_sample(F.interpolate(brushes, (side, side))[(h <= w).long()], grid, align_corners=False).repeat(1, 3, 1, 1)
    return morph(mark * strokes[:, 5:, None, None], 1), morph((mark > 0).float(), -1)


def lay(canvas, strokes, drawn, brushes):
    """Strokes [rows, columns, 8, 8] of all patches onto the canvas [1, 3, h, w]."""
    rows, columns, each, _ = strokes.shape
    side = 2 * canvas.shape[2] // rows
    colours = torch.zeros(rows * columns * each, 3, side, side)
    covers = torch.zeros_like(colours)
    flat = drawn.reshape(-1)
    colours[flat], covers[flat] = render(strokes.reshape(-1, 8)[flat], side, brushes)
    colours, covers = (t.view(rows, columns, each, 3, side, side) for t in (colours, covers))
    canvas = F.pad(canvas, (side // 4,) * 4)
    for top, left in ((0, 0), (1, 1), (1, 0), (0, 1)):
        some_c, some_a = colours[top::2, left::2], covers[top::2, left::2]
        if some_c.numel() == 0:
            continue
        r, c = some_c.shape[:2]
        at = (slice(None), slice(None), slice(top * side // 2, top * side // 2 + r * side), slice(left * side // 2, left * side // 2 + c * side))
        window = canvas[at].view(1, 3, r, side, c, side).permute(2, 4, 0, 1, 3, 5).reshape(r, c, 3, side, side)
        for i in range(each):
            window = some_c[:, :, i] * some_a[:, :, i] + window * (1 - some_a[:, :, i])
        canvas[at] = window.view(r, c, 1, 3, side, side).permute(2, 3, 0, 4, 1, 5).reshape(1, 3, r * side, c * side)
    return canvas[:, :, side // 4:-(side // 4), side // 4:-(side // 4)].contiguous()


def patches(picture, side=32):
    n = picture.shape[2] // side
    return F.unfold(picture, side, stride=side).permute(0, 2, 1).reshape(n * n, 3, side, side), n


@torch.no_grad()
def paint(picture, painter, brushes):
    levels = max(math.ceil(math.log2(picture.shape[2] / 32)), 0)
    canvas = torch.zeros_like(picture)
    for step, level in enumerate([*range(levels + 1), levels]):
        shifted = step > levels  # the finest level again, by half a patch
        size = 32 << level
        goal, now = F.interpolate(picture, (size, size)), F.interpolate(canvas, (size, size))
        edge = 0
        if shifted:
            goal, now = F.pad(goal, (16,) * 4), F.pad(now, (16,) * 4)
            edge = picture.shape[2] // (2 << level)
            canvas = F.pad(canvas, (edge,) * 4)
        (goal, n), (now, _) = patches(goal), patches(now)
        shapes, decisions = painter(goal, now)
        spots = F.grid_sample(goal.repeat_interleave(8, 0), shapes[..., :2].reshape(-1, 1, 1, 2) * 2 - 1, align_corners=False).view(-1, 8, 3)
        strokes = torch.cat([shapes[..., :2] / 2 + 0.25, shapes[..., 2:4] / 2, shapes[..., 4:], spots], -1).view(n, n, 8, 8)
        drawn = (torch.arange(8) % 2 == 0).expand(n, n, 8)
        canvas = lay(canvas, strokes, drawn, brushes)
        if edge:
            canvas = canvas[:, :, edge:-edge, edge:-edge].contiguous()
    return canvas


if __name__ == '__main__':
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 512
    torch.manual_seed(0)
    painter, brushes = Painter().eval(), torch.rand(2, 1, 394, 394)
    picture = torch.rand(1, 3, side, side)
    paint(picture[:, :, :64, :64], painter, brushes)
    start, cpu = time.time(), time.process_time()
    paint(picture, painter, brushes)
    print(f'{side} x {side}: {time.time() - start:.2f} s ({time.process_time() - cpu:.2f} s of processor time) with {torch.get_num_threads()} threads')
