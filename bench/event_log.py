"""Event logs: time and memory to read and analyse one, and how the cost grows with the number of events.

    python bench/event_log.py [--data ../shared/data] [--events 50000] [--repeat 3]

Each row is measured in a fresh process (so that peak memory is its own), best of `repeat`. Peak RSS includes the
interpreter and its libraries. The synthetic logs are XES of the same shape, 1, 2 and 4 times the size.
"""

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

LIMIT_SECONDS, LIMIT_MB = 5.0, 300
STEPS = ["submitted", "checked", "budget approved", "finally approved", "rejected", "payment requested", "paid"]


def write_log(path: Path, events: int) -> None:
    """A synthetic log of about `events` events, the attributes of the reference log, reproducible."""
    rng = random.Random(20)
    written = case = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?><log xmlns="http://www.xes-standard.org">\n')
        while written < events:
            case += 1
            out.write(f'<trace><string key="concept:name" value="declaration {case}"/>\n')
            at = 1_700_000_000 + case * 900
            for number in range(rng.randint(3, 8)):
                step = number if rng.random() < 0.8 else rng.randrange(len(STEPS))
                at += rng.randint(60, 400_000)
                stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000+00:00", time.gmtime(at))
                out.write(
                    '<event><string key="lifecycle:transition" value="complete"/>'
                    f'<date key="time:timestamp" value="{stamp}"/>'
                    f'<string key="(case)_Amount" value="{rng.random()}"/>'
                    f'<string key="(case)_BudgetNumber" value="budget {case % 97}"/>'
                    f'<string key="(case)_DeclarationNumber" value="number {case}"/>'
                    f'<string key="(case)_id" value="declaration {case}"/>'
                    f'<string key="concept:name" value="Declaration {STEPS[step % len(STEPS)]}"/>'
                    f'<string key="id" value="step {written}"/>'
                    f'<string key="org:resource" value="user {written % 211}"/>'
                    '<string key="org:role" value="STAFF"/></event>\n'
                )
                written += 1
            out.write("</trace>\n")
        out.write("</log>\n")


def measure(path: str) -> dict[str, float]:
    """Runs in the child process."""
    from metrics.engines import flow_graph, flow_layout, process_mining
    from metrics.processes.readers import read_log

    began = time.perf_counter()
    with Path(path).open("rb") as stream:
        table = read_log(stream, path)
    read = time.perf_counter()
    analysis = process_mining.analyse(table)
    analysed = time.perf_counter()
    graph = flow_graph.flow_graph(
        analysis,
        flow_graph.select(analysis),
        flow_graph.shorten({step.activity: step.role for step in analysis.steps}),
        label=lambda edge: (f"{edge.wait.median:.2f} days", f"{edge.wait.count:,}"),
        compact=lambda edge: f"{edge.wait.median:.2f} days, {edge.wait.count:,}",
        figure=lambda count: f"{count:,}",
    )
    flow_layout.lay_out(graph)
    drawn = time.perf_counter()
    return {
        "events": len(table),
        "read": read - began,
        "analyse": analysed - read,
        "map": drawn - analysed,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def best_of(path: Path, repeat: int) -> dict[str, float]:
    runs = []
    for _ in range(repeat):
        done = subprocess.run(
            [sys.executable, __file__, "--child", str(path)], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout))
    return min(runs, key=lambda run: run["read"] + run["analyse"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("REFERENCE_DATA", ROOT.parent / "shared" / "data"))
    )
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(measure(arguments.child)))
        return 0

    print(
        f"{'log':<18}{'events':>9}{'read s':>9}{'analyse s':>11}{'map s':>8}{'sum s':>8}"
        f"{'µs/event':>10}{'ratio':>7}{'peak MB':>9}"
    )

    def row(name: str, run: dict[str, float], base: float) -> float:
        cost = run["read"] + run["analyse"]
        per_event = cost / run["events"] * 1e6
        ratio = f"{per_event / base:.2f}" if base else "1.00"
        print(
            f"{name:<18}{run['events']:>9,.0f}{run['read']:>9.2f}{run['analyse']:>11.3f}{run['map']:>8.2f}{cost:>8.2f}"
            f"{per_event:>10.1f}{ratio:>7}{run['mb']:>9.0f}"
        )
        return per_event

    within = True
    real = arguments.data / "bpic2020" / "DomesticDeclarations.xes.gz"
    if real.exists():
        run = best_of(real, arguments.repeat)
        row("reference log", run, 0.0)
        within = run["read"] + run["analyse"] <= LIMIT_SECONDS and run["mb"] <= LIMIT_MB
    base = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, 2, 4):
            path = Path(folder) / f"log{times}.xes.gz"
            write_log(path, arguments.events * times)
            per_event = row(f"synthetic {times}×", best_of(path, arguments.repeat), base)
            base = base or per_event
    print("ratio: cost per event against the 1× log (1.00 = linear)")
    verdict = "met" if within else "MISSED"
    print(f"target for the reference log: ≤ {LIMIT_SECONDS:.0f} s, ≤ {LIMIT_MB} MB: {verdict}")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
