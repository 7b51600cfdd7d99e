#!/usr/bin/env python3
"""The upscalers in plain PyTorch, fp32, for comparison with `atelier bench upscale`: the same networks and sizes, random weights unless ncnn files are given.

    python3 benchmarks/upscale.py [--runs 3] [--side 256]
    python3 benchmarks/upscale.py --bin model.bin --in x.raw --out y.raw --side 32     # a reading of ncnn files independent of Atelier's: raw float32 [3, side, side]
"""
import argparse, statistics, struct, time
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class Dense(nn.Module):
    def __init__(self, f=64, g=32):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(f + i * g, g if i < 4 else f, 3, 1, 1) for i in range(5)])

    def forward(self, x):
        seen = [x]
        for conv in self.convs[:4]:
            seen.append(F.leaky_relu(conv(torch.cat(seen, 1)), 0.2))
        return self.convs[4](torch.cat(seen, 1)) * 0.2 + x


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.ModuleList([Dense() for _ in range(3)])

    def forward(self, x):
        y = x
        for dense in self.dense:
            y = dense(y)
        return y * 0.2 + x


class Rrdb(nn.Module):
    def __init__(self, blocks=6, f=64):
        super().__init__()
        self.first = nn.Conv2d(3, f, 3, 1, 1)
        self.body = nn.ModuleList([Block() for _ in range(blocks)])
        self.trunk, self.up1, self.up2, self.hr = [nn.Conv2d(f, f, 3, 1, 1) for _ in range(4)]
        self.last = nn.Conv2d(f, 3, 3, 1, 1)

    def forward(self, x):
        x = y = self.first(x)
        for block in self.body:
            y = block(y)
        x = x + self.trunk(y)
        x = F.leaky_relu(self.up1(F.interpolate(x, scale_factor=2, mode="nearest")), 0.2)
        x = F.leaky_relu(self.up2(F.interpolate(x, scale_factor=2, mode="nearest")), 0.2)
        return self.last(F.leaky_relu(self.hr(x), 0.2))


class Srvgg(nn.Module):
    def __init__(self, f=64, count=16):
        super().__init__()
        layers = [nn.Conv2d(3, f, 3, 1, 1), nn.PReLU(f)]
        for _ in range(count):
            layers += [nn.Conv2d(f, f, 3, 1, 1), nn.PReLU(f)]
        self.body = nn.Sequential(*layers, nn.Conv2d(f, 48, 3, 1, 1), nn.PixelShuffle(4))

    def forward(self, x):
        return self.body(x) + F.interpolate(x, scale_factor=4, mode="nearest")


def modules_in_order(network):
    if isinstance(network, Srvgg):
        return [m for m in network.body if not isinstance(m, nn.PixelShuffle)]
    convs = [network.first]
    for block in network.body:
        for dense in block.dense:
            convs += list(dense.convs)
    return convs + [network.trunk, network.up1, network.up2, network.hr, network.last]


def load_ncnn(network, path):
    data, at = open(path, "rb").read(), 0
    for module in modules_in_order(network):
        if isinstance(module, nn.Conv2d):
            half = struct.unpack_from("<I", data, at)[0] == 0x01306B47
            at += 4
            count = module.weight.numel()
            values = np.frombuffer(data, "<f2" if half else "<f4", count, at).astype(np.float32)
            at += (count * (2 if half else 4) + 3) // 4 * 4
            module.weight.data = torch.from_numpy(values.copy()).reshape(module.weight.shape)
            target = module.bias
        else:
            target = module.weight
        target.data = torch.from_numpy(np.frombuffer(data, "<f4", target.numel(), at).copy())
        at += 4 * target.numel()
    assert at == len(data), "the file holds more than the network"


parser = argparse.ArgumentParser()
parser.add_argument("--runs", type=int, default=3)
parser.add_argument("--side", type=int, default=256)
parser.add_argument("--network", default="both", choices=["srvgg", "rrdb", "both"])
parser.add_argument("--bin")
parser.add_argument("--in", dest="source")
parser.add_argument("--out")
options = parser.parse_args()
torch.set_grad_enabled(False)
if options.bin:
    network = Srvgg() if "animevideo" in options.bin else Rrdb()
    load_ncnn(network, options.bin)
    x = torch.from_numpy(np.fromfile(options.source, np.float32)).reshape(1, 3, options.side, -1)
    network(x).numpy().tofile(options.out)
else:
    for name, network in (("srvgg", Srvgg()), ("rrdb", Rrdb())):
        if options.network in (name, "both"):
            x = torch.rand(1, 3, options.side, options.side)
            times, work = [], []
            for _ in range(options.runs + 1):
                start, before = time.time(), time.process_time()
                network(x)
                times.append(time.time() - start)
                work.append(time.process_time() - before)
            print(f"{name}: {statistics.median(times[1:]):.3f} s, {statistics.median(work[1:]):.3f} s of processor time (PyTorch {torch.__version__}, fp32, {torch.get_num_threads()} threads, {options.side}² to {4 * options.side}²)")
