#!/usr/bin/env python3
"""Makes src/Atelier.Models/Clip/Tokenization/UnicodeForms.txt from the Unicode Character Database, as Debian's package unicode-data has it:

    python3 scripts/unicode-forms.py /usr/share/unicode > src/Atelier.Models/Clip/Tokenization/UnicodeForms.txt

A line is code;combining class;decomposition of UnicodeData.txt, and ";excluded" where CompositionExclusions.txt or the normal forms themselves forbid to
compose. Kept are characters with a class or a canonical decomposition, and those that ftfy changes: ligatures, wide and narrow forms (and what these become).
"""
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
excluded = {line.split()[0] for line in (folder / "CompositionExclusions.txt").read_text("utf8").splitlines() if line and line[0] != "#"}
changed = [*range(0x132, 0x134), 0x149, *range(0x1C4, 0x1CD), *range(0x1F1, 0x1F4), 0x3000, *range(0x3131, 0x3165), *range(0xFB00, 0xFB07), *range(0xFF01, 0xFFF0)]
rows = [line.split(";") for line in (folder / "UnicodeData.txt").read_text("utf8").splitlines()]
classes = {row[0]: row[3] for row in rows}
for code, _, _, combining, _, decomposition, *_ in rows:
    canonical = decomposition != "" and not decomposition.startswith("<")
    if combining == "0" and not canonical and not (decomposition and int(code, 16) in changed):
        continue
    parts = decomposition.split()
    forbidden = canonical and (code in excluded or len(parts) == 1 or combining != "0" or classes[parts[0]] != "0")
    print(";".join([code, combining, decomposition] + (["excluded"] if forbidden else [])))
