"""Renews the goldens that need nobody's code but PyTorch's and Pillow's: tests/goldens/unet-sn and tests/goldens/jpeg.

Inputs and weights stay as they are; what is expected of them is computed again, in fp32, and compared with what is there. With --check
nothing is written. The exit code is 1 where something changed by more than its tolerance. All other goldens come from official implementations: meta.json names repository and commit.
"""
import io
import json
import struct
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.nn.utils import spectral_norm

GOLDENS = Path(__file__).resolve().parent.parent / "tests" / "goldens"


def read(path):
    """Tensors of a safetensors file, all F32."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    return {
        name: torch.frombuffer(bytearray(data[8 + length + at["data_offsets"][0]:8 + length + at["data_offsets"][1]]), dtype=torch.float32)
        .reshape(at["shape"]) for name, at in header.items() if name != "__metadata__"}


def write(path, tensors):
    header, offset = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + 4 * tensor.numel()]}
        offset += 4 * tensor.numel()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(t.contiguous().numpy().tobytes() for t in tensors.values()))


class UNetDiscriminatorSN(nn.Module):
    """The layers of Real-ESRGAN's discriminator."""

    def __init__(self, f):
        super().__init__()
        self.conv0 = nn.Conv2d(3, f, 3, 1, 1)
        for i, (a, b) in enumerate([(f, 2 * f), (2 * f, 4 * f), (4 * f, 8 * f)], 1):
            setattr(self, f"conv{i}", spectral_norm(nn.Conv2d(a, b, 4, 2, 1, bias=False)))
        for i, (a, b) in enumerate([(8 * f, 4 * f), (4 * f, 2 * f), (2 * f, f), (f, f), (f, f)], 4):
            setattr(self, f"conv{i}", spectral_norm(nn.Conv2d(a, b, 3, 1, 1, bias=False)))
        self.conv9 = nn.Conv2d(f, 1, 3, 1, 1)

    def forward(self, x):
        def up(x):
            return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)

        x0 = F.leaky_relu(self.conv0(x), 0.2)
        x1 = F.leaky_relu(self.conv1(x0), 0.2)
        x2 = F.leaky_relu(self.conv2(x1), 0.2)
        x3 = F.leaky_relu(self.conv3(x2), 0.2)
        x4 = F.leaky_relu(self.conv4(up(x3)), 0.2) + x2
        x5 = F.leaky_relu(self.conv5(up(x4)), 0.2) + x1
        x6 = F.leaky_relu(self.conv6(up(x5)), 0.2) + x0
        return self.conv9(F.leaky_relu(self.conv8(F.leaky_relu(self.conv7(x6), 0.2)), 0.2))


def unet(dtype, weights, real, fake):
    net = UNetDiscriminatorSN(4).to(dtype)
    net.load_state_dict({name: value.to(dtype) for name, value in weights.items()})
    real, fake = real.to(dtype), fake.detach().clone().to(dtype).requires_grad_()
    out = {"eval.logits": net.eval()(real)}
    net.train()
    out["train.real"], out["train.fake"] = r, f = net(real), net(fake)
    # ESRGAN, equations 1 and 2: more realistic than the other kind on average
    out["loss.discriminator"] = ((F.softplus(f.mean() - r).mean() + F.softplus(f - r.mean()).mean()) / 2).reshape(1)
    out["loss.generator"] = ((F.softplus(r.mean() - f).mean() + F.softplus(r - f.mean()).mean()) / 2).reshape(1)
    out["loss.discriminator"].backward()
    out |= {"grad.fake": fake.grad, "grad.conv1": net.conv1.weight_orig.grad, "grad.conv4": net.conv4.weight_orig.grad}
    out |= {"u.conv1": net.conv1.weight_u, "v.conv6": net.conv6.weight_v}
    return {name: value.detach() for name, value in out.items()}


def renew_unet(check):
    folder = GOLDENS / "unet-sn"
    old, weights, meta = read(folder / "io.safetensors"), read(folder / "unet.safetensors"), json.loads((folder / "meta.json").read_text())
    single, double = (unet(dtype, weights, old["in.real"], old["in.fake"]) for dtype in (torch.float32, torch.float64))
    outputs = meta["files"]["io.safetensors"]["outputs"]
    same = True
    for name, value in single.items():
        off, allowed = (value - old["out." + name]).abs().max().item(), outputs[name]["atol"]
        same &= off <= allowed
        print(f"unet-sn {name}: off by {off:.2g}, allowed {allowed:.2g}")
        deviation = (value - double[name]).abs().max().item()
        outputs[name] = {
            "shape": list(value.shape), "max_abs": value.abs().max().item(), "rms": value.square().mean().sqrt().item(),
            "fp32_vs_fp64_max_abs": deviation, "atol": max(20 * deviation, 1e-7)}
    if not check:
        meta["source"] = f"PyTorch {torch.__version__}" + meta["source"][meta["source"].index(","):]
        write(folder / "io.safetensors",
              {name: old[name] for name in ("in.real", "in.fake")} | {"out." + name: value for name, value in single.items()})
        (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n")
    return same


def renew_jpeg(check):
    folder, same = GOLDENS / "jpeg", True
    picture = Image.open(folder / "picture.png")
    for quality in (30, 60, 90):
        path, new = folder / f"{quality}.jpg", io.BytesIO()
        picture.save(new, "JPEG", quality=quality, subsampling="4:2:0")
        equal = Image.open(new).tobytes() == Image.open(path).tobytes()
        same &= equal
        print(f"jpeg {quality}: {'the same pixels' if equal else 'other pixels'}")
        if not check:
            path.write_bytes(new.getvalue())
    return same


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit("usage: goldens.py [--check]")
    check = sys.argv[1:] == ["--check"]
    unchanged = [renew_unet(check), renew_jpeg(check)]
    sys.exit(0 if all(unchanged) else 1)
