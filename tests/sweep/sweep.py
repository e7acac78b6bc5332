"""What the sweep asks: whether the run after any fault publishes what an undisturbed run does, and leaves no remains.

An undisturbed run says which operations there are. Then one of them fails, or the process is killed at it, and so on in
strides over all of them; each time the command runs once more, every other time with a second fault, and then
undisturbed.
"""

import errno
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tests.sweep.injection import Fault
from tests.sweep.runs import Ran, Runs

_HISTORY = "dagster/"
# Dagster's history is nine of ten operations and no data, so it gets one fault in so many.
_HISTORY_IN = 5
_KINDS = ((errno.ENOSPC, False), (None, False), (errno.EIO, False), (errno.ENOSPC, True))
_RERUN = 0.6  # of the operations: a run that comes after has little to land
_STEP = 0.618034  # of the golden section: second faults lie everywhere, however many there are
_LEFT_OVER = (".aside-", "next.new", ".spill", ".wal", ".tmp")
# The journal of a database for which there was no room; the next build reads on from it.
_JOURNALS = ("warehouse.duckdb.wal", "judged.duckdb.wal")
# What tools keep for themselves, in files whose names differ from run to run; copies and entries in the ledger, which
# have another name where a killed run has left a copy of the same; notes that cost comparing again.
_THEIRS = (*_JOURNALS, "dagster/", "dbt/", "data_docs/", "published/builds/", "raw/publications/", "state/looked_at/")
_LONGEST_SENTENCE = 600
_FINGERPRINT = "select coalesce(sum(hash(rows)), 0) from '{}' as rows"


@dataclass(frozen=True)
class Start:
    """From where the command runs: a home, or none, and what an undisturbed run made of it."""

    runs: Runs
    home: Path
    begun: Path | None
    finished: Path
    operations: list[str]

    def reset(self) -> None:
        """Let the home be what it was."""
        shutil.rmtree(self.home, ignore_errors=True)
        if self.begun:
            shutil.copytree(self.begun, self.home, symlinks=True)


@dataclass
class Found:
    """What a sweep came to."""

    fired: int = 0
    by_file: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


def scenarios(operations: list[str], wanted: int) -> list[list[Fault]]:
    """Faults in strides over all operations, of each kind in turn, every other one with a second for the rerun."""
    history = [at for at, one in enumerate(operations, 1) if one.partition(" ")[2].startswith(_HISTORY)]
    rest = [at for at, one in enumerate(operations, 1) if not one.partition(" ")[2].startswith(_HISTORY)]
    few = wanted // _HISTORY_IN
    chosen = sorted([*_strided(history, few), *_strided(rest, wanted - few)])
    first = [Fault(at, *_KINDS[number % len(_KINDS)]) for number, at in enumerate(chosen)]
    return [[fault, _second(number, operations)] if number % 2 else [fault] for number, fault in enumerate(first)]


def _second(number: int, operations: list[str]) -> Fault:
    at = _STEP * (number + 1) % 1 * _RERUN * len(operations)
    return Fault(1 + int(at), *_KINDS[(number // 2) % len(_KINDS)])


def sweep(start: Start, wanted: Iterable[Sequence[Fault]]) -> Iterator[tuple[str, Found]]:
    """Let the faults of each scenario happen in one run after the other; yields what came of it, and of all so far."""
    found = Found()
    before, after = marts(start.begun), marts(start.finished)
    for faults in wanted:
        start.reset()
        wrong, told, stood = [], [], [before, after]
        for one in faults:
            ran = start.runs.run(start.home, "run", fault=one)
            found.fired += len(ran.fired[:1])
            found.by_file[_kind_of_file(ran)] += len(ran.fired[:1])
            found.endings["killed" if ran.code < 0 else f"exit code {ran.code}"] += 1
            fired = ran.fired[0] if ran.fired else "never reached"
            told.append(f"{one}, {fired}: ended with {ran.code} {ran.err.strip()}".rstrip())
            wrong += in_a_sentence(ran)
            published = marts(start.home)
            if ran.code == 1 and published_extracts(start.home) == landed_extracts(start.home):
                stood.append(published)  # without the deliveries that failed
            if published not in ([after] if ran.code == 0 else stood):
                wrong.append("what is published is not what its exit code says")
        ran = start.runs.run(start.home, "run")
        if ran.code:
            wrong.append(f"the run with room ended with {ran.code}: {ran.err}")
        wrong += differences(start.home, start.finished)
        found.complaints += [f"{'; '.join(told)}: {complaint}" for complaint in wrong]
        yield "; ".join([*told, *wrong]), found


def in_a_sentence(ran: Ran) -> list[str]:
    """What is wrong about how a run told of its fault."""
    said = ran.out + ran.err
    if "Traceback" in said or "Error:" in said:
        return [f"a traceback: {said}"]
    if ran.code < 0:
        return []
    if ran.code not in (0, 1, 2):
        return [f"exit code {ran.code}: {said}"]
    if ran.code and not ran.err.strip():
        return ["no sentence"]
    odd = [line for line in ran.err.splitlines() if not line.endswith(".") or len(line) > _LONGEST_SENTENCE]
    return [f"no sentence but {line}" for line in odd]


def differences(home: Path, finished: Path) -> list[str]:
    """In what a home differs from that of an undisturbed run, and what is left over in it."""
    asked = {"marts": marts, "raw": raw, "ledger": ledger, "files": files}
    wrong = [f"{name} differ" for name, of in asked.items() if of(home) != of(finished)]
    if wrong and files(home) != files(finished):
        wrong.append(f"files {sorted(files(home) ^ files(finished))}")
    own = [path for path in _all(home) if not path.startswith((*_JOURNALS, "dagster/"))]
    left = [path for path in own if any(mark in path for mark in _LEFT_OVER)]
    copies = [*(home / "published" / "builds").iterdir()]
    halves = [copy.name for copy in copies if not (copy / "about.json").exists()]
    return [*wrong, *(f"left over: {path}" for path in [*left, *halves])]


def marts(home: Path | None) -> dict[str, int]:
    """A fingerprint of the rows of every published mart; empty where nothing is published."""
    database = home / "published" / "current" / "scorehouse.duckdb" if home else None
    if not database or not database.exists():
        return {}
    with duckdb.connect(database, read_only=True) as copy:
        names = [
            name for (name,) in copy.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        ]
        return {name: _one(copy, f"select coalesce(sum(hash(mart)), 0) from {name} as mart") for name in names}


def published_extracts(home: Path) -> set[tuple[str, str]]:
    """Entity and day of the extracts that are in the published marts."""
    database = home / "published" / "current" / "scorehouse.duckdb"
    if not database.exists():
        return set()
    with duckdb.connect(database, read_only=True) as copy:
        return {*copy.execute("select entity, extract_date::varchar from core.fct_extracts").fetchall()}


def landed_extracts(home: Path) -> set[tuple[str, str]]:
    """Entity and day of the extracts that are landed."""
    # A folder without a revision is left where one could not be put into it.
    days = {file.parent for file in (home / "raw").glob("*/*/extract_date=2*/revision=*")}
    return {(day.parent.name, day.name.partition("=")[2]) for day in days}


def raw(home: Path) -> dict[str, tuple[object, ...]]:
    """Each landed delivery: its manifest without the instants, and fingerprints of its rows, rejects and the rest."""
    found: dict[str, tuple[object, ...]] = {}
    with duckdb.connect() as engine:
        for file in (home / "raw").glob("*/*/extract_date=*/revision=*/manifest.json"):
            said = json.loads(file.read_text(encoding="utf-8"))
            found[str(file.relative_to(home))] = (
                *((one.name, _one(engine, _FINGERPRINT.format(one))) for one in sorted(file.parent.glob("*.parquet"))),
                *sorted(f"{name}={value}" for name, value in said.items() if name != "landed_at"),
            )
    return found


def ledger(home: Path) -> list[tuple[object, ...]]:
    """Which extracts have been published, however often each is entered."""
    rows = f"select source, entity, extract_date from '{home}/raw/publications/*.parquet' order by all"
    return duckdb.execute(rows).fetchall()


def files(home: Path) -> set[str]:
    """The files of a home, but for those that may differ."""
    return {path for path in _all(home) if not path.startswith(_THEIRS)}


def _all(home: Path) -> list[str]:
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if not path.is_dir())


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _strided(places: list[int], wanted: int) -> list[int]:
    return [places[number * len(places) // wanted] for number in range(wanted)] if places else []


def _kind_of_file(ran: Ran) -> str:
    path = (ran.fired[0] if ran.fired else " nothing").partition(" ")[2]
    return path.partition("/")[0]
