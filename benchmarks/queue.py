"""How long a studio takes to accept an order while many jobs wait, and how long its workers' and its gallery's questions take.

    ./atelier studio --no-worker --data /tmp/queue           # or with --postgres, in another terminal
    python3 benchmarks/queue.py [--waiting 10000] [--orders 2000] [--clients 1] [--url http://127.0.0.1:7860]

Needs nothing but Python. The orders stay in the studio's queue: use a data folder of its own.
"""
import argparse
import http.client
import json
import statistics
import threading
import time
import urllib.parse

ORDER = {"kind": "imagine", "input": {"prompts": [{"text": "a red fox"}], "iterations": 10}}
TOGETHER = 100


class Studio:
    def __init__(self, url):
        self.connection = http.client.HTTPConnection(urllib.parse.urlparse(url).netloc)

    def ask(self, method, path, body=None):
        self.connection.request(method, path, json.dumps(body) if body is not None else None, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 202, 204):
            raise SystemExit(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text) if text else None

    def time(self, method, path, body=None):
        begin = time.perf_counter()
        self.ask(method, path, body)
        return 1000 * (time.perf_counter() - begin)


def show(name, times):
    times.sort()
    print(f"{name}: {len(times)} requests, p50 {statistics.median(times):.1f} ms, p99 {times[len(times) * 99 // 100 - 1]:.1f} ms, longest {times[-1]:.1f} ms")


def together(url, clients, work):
    """Runs work(studio) of several clients at once; returns all the times."""
    times, lock = [], threading.Lock()

    def run():
        own = work(Studio(url))
        with lock:
            times.extend(own)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:7860")
    parser.add_argument("--waiting", type=int, default=10_000)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=1)
    options = parser.parse_args()
    studio = Studio(options.url)
    for _ in range(options.waiting // TOGETHER):
        studio.ask("POST", "/api/jobs", {**ORDER, "count": TOGETHER})
    print(f"{options.waiting} jobs wait")
    each = options.orders // options.clients
    show(f"order, {options.clients} at once", together(options.url, options.clients, lambda one: [one.time("POST", "/api/jobs", ORDER) for _ in range(each)]))
    models = [model["name"] for model in studio.ask("GET", "/api/models")]
    worker = {"name": "bench", "version": "1", "kinds": ["imagine"], "device": "cpu", "models": models}
    show("claim", [studio.time("POST", "/api/work/claim", {"worker": {**worker, "id": f"bench{i}"}}) for i in range(200)])
    show("the queue's first page", [studio.time("GET", "/api/jobs?state=queued&limit=50") for _ in range(100)])


if __name__ == "__main__":
    main()
