"""What a picture of the studio costs beside the same picture of the command line: a shipped model, the same seed and settings.

    python3 benchmarks/studio_cost.py [--times 5] [--iterations 60]     # on a quiet machine, after ./atelier has been built

Each in turn: `./atelier imagine` from its start to its end, and an order to a studio whose worker waits, from the POST to the picture's
last byte. Needs nothing but Python.
"""
import argparse
import json
import os
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ATELIER = os.path.join(HERE, "atelier")
PROMPT, MODEL = "a red fox", "vqgan-glyphs"


def ask(url, body=None, headers=None):
    request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None, {"Content-Type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request, timeout=600) as answer:
        return answer.read()


def command_line(folder, iterations, seed):
    begin = time.perf_counter()
    subprocess.run(
        [ATELIER, "imagine", PROMPT, "--model", MODEL, "--iterations", str(iterations), "--seed", str(seed), "-o", os.path.join(folder, f"{seed}.png"), "--quiet"],
        check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def studio(url, iterations, seed):
    begin = time.perf_counter()
    order = {"kind": "imagine", "input": {"prompts": [{"text": PROMPT}], "model": MODEL, "iterations": iterations, "seed": seed}}
    job = json.loads(ask(f"{url}/api/jobs", order, {"Prefer": "wait=300"}))["jobs"][0]
    assert job["state"] == "succeeded", job
    ask(url + job["outputs"][0]["url"])
    return time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--iterations", type=int, default=60)
    options = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([ATELIER, "studio", "--listen", url[len("http://"):], "--data", os.path.join(folder, "studio")])
        try:
            while True:
                try:
                    if json.loads(ask(f"{url}/api/workers")):
                        break
                except OSError:
                    pass
                time.sleep(0.2)
            times = []
            for seed in range(options.times + 1):
                times.append((command_line(folder, options.iterations, seed), studio(url, options.iterations, seed)))
                print(f"command line {times[-1][0]:.2f} s, studio {times[-1][1]:.2f} s{' (the first, not counted)' if seed == 0 else ''}", flush=True)
        finally:
            server.terminate()
            server.wait()
    cli, own = (statistics.median(column) for column in zip(*times[1:]))
    print(f"median of {options.times}: command line {cli:.2f} s, studio {own:.2f} s, {100 * (own / cli - 1):+.1f} %")


if __name__ == "__main__":
    main()
