"""Do seeds differ? The mean distance between pictures of four seeds, beside that between the drawings of the same thing in the data set.

    python3 benchmarks/seeds.py CLIP [FOLDER]     # after ./atelier data build glyphs; needs numpy and pillow

CLIP measures: distances are 1 - cosine of its features. It must not be one that guides. The pictures stay in FOLDER.
"""
import json
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
from PIL import Image

THINGS = ["fox", "dragon", "house", "bird", "castle", "rocket", "cat", "owl", "sailboat", "rose", "guitar", "train"]
SEEDS = 4
ATELIER = Path(__file__).resolve().parent.parent / "atelier"
DATA = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "atelier" / "data" / "glyphs"
SIDE = 128  # of the data set's drawings


def drawings(thing):
    """The drawings of a thing in the data set, on white."""
    rows = [row["row"] for row in map(json.loads, open(DATA / "index.jsonl")) if row["concept"] == thing]
    pixels = numpy.memmap(DATA / "pictures.rgba", numpy.uint8, "r").reshape(-1, SIDE, SIDE, 4)[rows].astype(numpy.float32) / 255
    return pixels[..., :3] * pixels[..., 3:] + 1 - pixels[..., 3:]


def features(pictures, clip, folder):
    """Image features [n, d] of length one of pictures [n, h, w, 3] in [0, 1]."""
    side = 64
    small = [Image.fromarray((one * 255).round().astype(numpy.uint8)).resize((side, side), Image.BILINEAR) for one in pictures]
    values = numpy.ascontiguousarray(numpy.stack(small).transpose(0, 3, 1, 2).astype(numpy.float32) / 255)
    header = json.dumps({"image": {"dtype": "F32", "shape": values.shape, "data_offsets": [0, values.nbytes]}}).encode()
    (folder / "in.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + values.tobytes())
    subprocess.run(
        [ATELIER, "forward", "--model", clip, "--kind", "clip", "--function", "encode_image", "--in", folder / "in.safetensors", "--out", folder / "out.safetensors", "--quiet"],
        check=True, capture_output=True)
    content = (folder / "out.safetensors").read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    entry = json.loads(content[8:8 + length])["image_features"]
    found = numpy.frombuffer(content[8 + length:], numpy.float32).reshape(entry["shape"])
    return found / numpy.linalg.norm(found, axis=1, keepdims=True)


def spread(found):
    """The mean distance between two of them."""
    return float(numpy.mean([1 - a @ b for i, a in enumerate(found) for b in found[:i]]))


def main():
    clip = sys.argv[1]
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    entries = [{"prompt": f"a {thing}", "seed": seed} for thing in THINGS for seed in range(SEEDS)]
    (folder / "seeds.yaml").write_text("\n".join("- " + json.dumps(entry) for entry in entries) + "\n")
    if not (folder / f"s-{len(entries):02d}.png").exists():
        subprocess.run(
            [ATELIER, "imagine", "--prompts-file", folder / "seeds.yaml", "--raw", "--quiet", "-o", folder / "s.png", "--runs", folder / "runs"],
            check=True, capture_output=True)
    made = [numpy.asarray(Image.open(path).convert("RGB"), numpy.float32) / 255 for path in sorted(folder.glob("s-*.png"))]
    assert len(made) == len(entries), "a picture is missing"
    shares = []
    for i, thing in enumerate(THINGS):
        ours, theirs = (spread(features(pictures, clip, folder)) for pictures in (made[i * SEEDS:(i + 1) * SEEDS], drawings(thing)))
        shares.append(ours / theirs)
        print(f"{thing:10} seeds {ours:.3f}, drawings {theirs:.3f}: {shares[-1]:.2f}", flush=True)
    print(f"{sum(share >= 0.5 for share in shares)} of {len(shares)} at least half; mean {numpy.mean(shares):.2f}")


if __name__ == "__main__":
    main()
