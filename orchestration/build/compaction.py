"""Landed deliveries in few files for dbt to read: one a year, one a month for this year, one a day for this month.

Raw holds a directory for each delivery, and opening thousands of them every day would make the cost of a day grow with
history. Everything here is derived from raw and made by a build for itself; what is missing or different is made again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.build import state
from orchestration.connectors.manifests import Manifest, directory_of, written_of
from orchestration.connectors.writing import REJECTS, ROWS
from orchestration.disk.aside import replaced
from orchestration.disk.faults import sentence
from orchestration.errors import ScorehouseError
from orchestration.quoting import literal
from orchestration.settings import Settings

Part = tuple[str, int]  # file below raw, and when something last came to its day
_YEAR, _MONTH, _DAY = 4, 7, 10  # characters of an extract date that name one
_PARTITIONED_BY = "{extract_date: date, revision: bigint}"
# Where dbt looks for the source `landing`, table `rejects`; the text as delivered stays in raw.
_ALL_REJECTS = "landing/rejects/all.parquet"


def compact(settings: Settings, manifests: Sequence[Manifest]) -> None:
    """Let the compacted files hold what these manifests of raw are about, and nothing else.

    Raises:
        ScorehouseError: A landed file cannot be read.
    """
    layout = _layout(manifests)
    wanted = {file: hashlib.sha256(f"{_select(file)} {parts}".encode()).hexdigest() for file, parts in layout.items()}
    known = state.read_note(settings, state.COMPACTED) or {}
    kept = {file: parts for file, parts in wanted.items() if known.get(file) == parts}
    kept = {file: parts for file, parts in kept.items() if (settings.compacted / file).exists()}
    # Whatever is about to change is unknown until it is done, should the run die meanwhile.
    state.write_note(settings, state.COMPACTED, kept)
    with duckdb.connect() as connection:
        for file in sorted(wanted.keys() - kept.keys()):
            _merge(connection, _select(file), settings.raw, layout[file], settings.compacted / file)
    for path in settings.compacted.glob("*/*/*"):
        if path.relative_to(settings.compacted).as_posix() not in wanted:
            path.unlink()
    state.write_note(settings, state.COMPACTED, wanted)


def _layout(manifests: Sequence[Manifest]) -> dict[str, list[Part]]:
    """The parts of each compacted file. A year or month is over when its entity has delivered a day of a later one."""
    last: dict[tuple[str, str], str] = defaultdict(str)
    for manifest in manifests:
        place = (manifest["source"], manifest["entity"])
        last[place] = max(last[place], manifest["extract_date"])
    files: dict[str, list[Part]] = defaultdict(list)
    for manifest in manifests:
        day, place = manifest["extract_date"], (manifest["source"], manifest["entity"])
        span = next(day[:end] for end in (_YEAR, _MONTH, _DAY) if day[:end] < last[place][:end] or end == _DAY)
        files[f"{'/'.join(place)}/{span}.parquet"].append((f"{directory_of(manifest)}/{ROWS}", written_of(manifest)))
        if manifest["rows_rejected"] or not manifest["revision"]:
            files[_ALL_REJECTS].append((f"{directory_of(manifest)}/{REJECTS}", written_of(manifest)))
    return files


def _select(file: str) -> str:
    """What a compacted file takes from the landed ones, which are called `landed`."""
    if file == _ALL_REJECTS:
        # Rejects that were landed long ago do not say whether their key has landed.
        return "* exclude (text) from landed union all by name select null::boolean as key_landed where false"
    return f"*, {literal(file.split('/')[1])} as delivered_in from landed"


def _merge(connection: duckdb.DuckDBPyConnection, select: str, raw: Path, parts: Sequence[Part], target: Path) -> None:
    files = ", ".join(literal(f"{raw}/{file}") for file, _ in parts)
    rows = f"read_parquet([{files}], union_by_name = true, hive_partitioning = true, hive_types = {_PARTITIONED_BY})"
    try:
        with replaced(target) as fresh:
            connection.execute(
                f"copy (with landed as (from {rows}) select {select}) to {literal(str(fresh))} "
                "(format parquet, compression zstd)"
            )
    except duckdb.Error as error:
        if sentence(error, target):
            raise
        cause = str(error).splitlines()[0].rstrip(".")
        raise ScorehouseError(
            f"A landed file of {target.parent.parent.name}.{target.parent.name} cannot be read ({cause}); "
            "remove its directory and land the delivery again."
        ) from error
