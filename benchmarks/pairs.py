"""Twenty pairs of prompts that differ in a word, a weight or a picture: does the second picture of each fit the changed words better?

    python3 benchmarks/pairs.py CLIP [FOLDER]

CLIP scores; it must not be one that guides. The pictures stay in FOLDER.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

# prompt, changed prompt, words to score, whether they shall fit better (or, for negative weights, worse)
WORDS = [
    ("a fox", "a fox|blue", "a blue fox", True),
    ("a house", "a house|night", "a house at night", True),
    ("a red apple", "a red apple:1|red:-1", "a red apple", False),
    ("a cat", "a cat|wooden", "a wooden cat", True),
    ("a fox", "a fox:1|3d render:0.5", "a fox, 3d render", True),
    ("a car", "a car|green", "a green car", True),
    ("a flower", "a flower|yellow:0.5", "a yellow flower", True),
    ("a bird", "a bird|flat icon", "a bird, flat", True),
    ("a tree", "a tree|snow", "a tree in the snow", True),
    ("a heart", "a heart:1|red:-1", "a red heart", False),
    ("a house", "a red house", "a red house", True),
    ("a cup", "a golden cup", "a yellow cup", True),
    ("a horse", "a black horse", "a black horse", True),
    ("a balloon", "a balloon|purple", "a purple balloon", True),
    ("a fish", "a fish:1|orange:-1", "an orange fish", False),
    ("a hat", "a hat, outline", "a hat, outline", True),
]
# prompt, prompt of the picture that becomes an image prompt, words to score
PICTURES = [
    ("a bird", "an owl", "an owl"),
    ("a boat", "a sailing boat", "a sailing boat"),
    ("a tree", "a beach with palm trees", "a palm tree"),
    ("a house", "a castle", "a castle"),
]
ATELIER = Path(__file__).resolve().parent.parent / "atelier"


def atelier(*arguments):
    return subprocess.run([ATELIER, *arguments], check=True, capture_output=True, text=True).stdout


def imagine(folder, name, entries):
    """A picture of each entry of a prompts file, in their order."""
    file = folder / f"{name}.yaml"
    file.write_text("\n".join("- " + json.dumps(entry) for entry in entries) + "\n")
    atelier("imagine", "--prompts-file", file, "--raw", "--quiet", "-o", folder / f"{name}.png", "--runs", folder / "runs")
    return sorted(folder.glob(f"{name}-*.png"))


def fit(picture, words, clip):
    return json.loads(atelier("score", picture, words, "--clip", clip, "--json").splitlines()[-1])[0]["similarity"]


def main():
    clip = sys.argv[1]
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    shown = imagine(folder, "shown", [{"prompt": words, "seed": 1} for _, words, _ in PICTURES])
    entries = [{"prompt": prompt, "seed": 1} for before, after, _, _ in WORDS for prompt in (before, after)]
    for (prompt, _, _), picture in zip(PICTURES, shown):
        entries += [{"prompt": prompt, "seed": 1}, {"prompt": prompt, "seed": 1, "image-prompts": str(picture)}]
    pictures, asked = imagine(folder, "pair", entries), [pair[2:] for pair in WORDS] + [(words, True) for _, _, words in PICTURES]
    followed = 0
    for i, (words, better) in enumerate(asked):
        before, after = (fit(picture, words, clip) for picture in pictures[2 * i:2 * i + 2])
        followed += (after > before) == better and after != before
        print(f"{words}: {before:.3f}, changed {after:.3f}")
    print(f"{followed} of {len(asked)} follow the change")


if __name__ == "__main__":
    main()
