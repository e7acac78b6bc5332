"""`make bench`: what the product costs beside bare SQL and beside its peer, as ratios of one run.

Machines differ and are noisy: read the ratios, not the seconds. Nothing here is a test; CI times nothing.
"""

import argparse
import logging
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from orchestration.build import dbt as transform
from orchestration.build import steps as building
from orchestration.build.parsing import read_manifest
from orchestration.connectors import ingest
from orchestration.connectors.ingest import Wanted
from orchestration.settings import Settings
from tests.bench.bare import bare_landing, bare_publishing, bare_scoring, bare_sql, count_judged, executed_sql
from tests.bench.peer import score_by_pandas

SOURCE = "simulator"


@dataclass
class Clock:
    """Seconds by what they were spent on, and the peak of this process's memory."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def over(self, name: str) -> Iterator[None]:
        """Add the time of a block to a name, and print it."""
        print(f"  {name:<44}", end="", flush=True)
        start = time.perf_counter()
        yield
        spent = time.perf_counter() - start
        self.seconds[name] = self.seconds.get(name, 0) + spent
        print(f"{spent:>9.1f} s", flush=True)


def peak_memory() -> float:
    """Highest resident memory of this process so far, in GB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1e6
    return float("nan")


def land_up_to(settings: Settings, last: date) -> None:
    """Land what the simulator delivered, up to an extract date."""
    pending = ingest.pending(settings, Wanted(sources=(SOURCE,), last=last))
    for (source_name, entity_name), days in pending.items():
        [(source, entity)] = ingest.declared(settings, Wanted(sources=(source_name,), entity=entity_name))
        for landed in ingest.land_days(settings, source, entity, days):
            if isinstance(landed, ingest.Failed):
                sys.exit(landed.message)


def build(settings: Settings, clock: Clock, label: str) -> None:
    """One build, its steps timed apart."""
    build_of = building.begin(settings, building.make_plan(settings), "bench")
    for stage in (transform.CANONICAL, transform.MARTS):
        if stage is transform.MARTS:
            with clock.over(f"{label}: judgement"):
                building.judge(settings, build_of, lambda _line: None)
        with clock.over(f"{label}: dbt, {stage.name}"):
            sentence = transform.failure(building.run_dbt(settings, build_of, stage), settings)
        if sentence:
            sys.exit(sentence)
    with clock.over(f"{label}: publishing"):
        building.finish(settings, build_of)


def started(arguments: list[str]) -> float:
    """Median seconds of three starts of a command."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def simulated(folder: Path, records: int, days: int, people: int) -> None:
    """A company of that size, in a process of its own so that its memory is not counted here."""
    command = ["-m", "simulator", "--out", str(folder / "extracts"), "--truth", str(folder / "truth")]
    size = ["--records", str(records), "--days", str(days), "--people", str(people)]
    subprocess.run([sys.executable, *command, *size], check=True, capture_output=True)


def main() -> None:
    """Measure and print."""
    logging.disable(logging.WARNING)
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--peer-records", type=int, default=100_000, help="records scored by the peer, in memory")
    parser.add_argument("--keep", type=Path, help="work here and leave everything")
    wanted = parser.parse_args()
    folder = wanted.keep or Path(tempfile.mkdtemp(prefix="scorehouse-bench-"))
    try:
        measure(folder, wanted.records, wanted.days, wanted.people, wanted.peer_records)
    finally:
        if not wanted.keep:
            shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path, records: int, days: int, people: int, peer_records: int) -> None:
    """One run at one size."""
    clock = Clock()
    settings = Settings(home=folder / "home")
    print(f"{records:,} records, {days} days, {people} people")
    with clock.over("simulator"):
        simulated(folder, records, days, people)
    extracts = settings.extracts_of(SOURCE)
    extracts.parent.mkdir(parents=True, exist_ok=True)
    extracts.symlink_to(folder / "extracts")

    with clock.over("start: imports and parsing"):
        read_manifest(settings)
        import great_expectations  # noqa: F401
    last = max(max(dates) for dates in ingest.pending(settings, Wanted(sources=(SOURCE,))).values())
    with clock.over("history: landing"):
        land_up_to(settings, last - timedelta(days=1))
    build(settings, clock, "history")
    statements = executed_sql(settings)
    with clock.over("one more day: landing"):
        land_up_to(settings, last)
    build(settings, clock, "one more day")
    pipeline_memory = peak_memory()

    print("The same, bare")
    bare = folder / "bare"
    bare.mkdir()
    with clock.over("bare: landing"):
        bare_landing(settings, SOURCE, bare)
    with clock.over("bare: SQL"):
        bare_sql(settings, statements, bare)
    with clock.over("bare: scoring"):
        bare_scoring(settings, bare)
    with clock.over("bare: publishing"):
        bare_publishing(settings, bare)
    with clock.over("peer: scoring a pandas frame"):
        peer_rows = score_by_pandas(settings, peer_records)
    report(clock, pipeline_memory, count_judged(settings), peer_rows)


def report(clock: Clock, memory: float, rows: int, peer_rows: int) -> None:
    """Print the ratios."""
    spent = clock.seconds
    history = {name.split(": ", 1)[1]: value for name, value in spent.items() if name.startswith("history")}
    day = sum(value for name, value in spent.items() if name.startswith("one more day"))
    bare = sum(value for name, value in spent.items() if name.startswith("bare"))
    whole = sum(history.values())
    print("Ratios")
    rows = [
        ("full pipeline / the same SQL bare", whole / bare),
        ("  landing / bare landing", history["landing"] / spent["bare: landing"]),
        (
            "  dbt / its SQL bare",
            (history[f"dbt, {transform.CANONICAL.name}"] + history[f"dbt, {transform.MARTS.name}"])
            / spent["bare: SQL"],
        ),
        ("scoring / bare aggregate that stores failing keys", history["judgement"] / spent["bare: scoring"]),
        (
            "scoring a pandas frame / scoring, per record",
            spent["peer: scoring a pandas frame"] / peer_rows / (history["judgement"] / rows),
        ),
        ("one more day / full history", day / whole),
    ]
    for name, ratio in rows:
        print(f"  {name:<52}{ratio:>8.2f}")
    print(f"  {'peak memory of the pipeline':<52}{memory:>8.2f} GB")
    for name, arguments in (
        ("scorehouse --help", ["-m", "orchestration.command.cli", "--help"]),
        ("import dagster", ["-c", "import dagster"]),
    ):
        print(f"  {'start: ' + name:<52}{started(arguments):>8.2f} s")


if __name__ == "__main__":
    main()
