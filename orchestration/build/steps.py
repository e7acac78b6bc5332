"""A build, step by step: begin, canonical models, judgement, marts, finish.

What the build is about lies in a note until it is finished. A build that does not reach the end leaves that note, and
the next one starts from nothing.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from expectations import library
from orchestration.build import dbt as transform
from orchestration.build import engine, keeping, plan, reach, reading, state
from orchestration.build import ledger as publications
from orchestration.build import publishing as publish
from orchestration.build.compaction import compact
from orchestration.build.copying import public_marts
from orchestration.build.extracts import latest
from orchestration.build.fingerprint import code_fingerprint
from orchestration.build.identities import matches_fingerprint
from orchestration.build.parsing import read_manifest
from orchestration.build.plan import Built, Plan, Situation
from orchestration.clock import now
from orchestration.connectors.declarations.loading import load_declarations
from orchestration.connectors.landing import write_contract
from orchestration.connectors.looked_at import tidy_looks
from orchestration.connectors.manifests import note_manifests, noted_manifests, read_contracts, read_manifests
from orchestration.disk.faults import is_database
from orchestration.errors import ScorehouseError
from orchestration.settings import DUCKDB, Settings

if TYPE_CHECKING:
    from expectations.verdicts import Verdict

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Build:
    """A build under way.

    Attributes:
        build_id: Who it is.
        is_full: Whether from nothing.
        fingerprint: By which code.
        as_of: As of which instant, naive UTC.
        since: The first day it adds.
        new: Source and entity of the extracts it adds; None where it makes every model, whatever is new.
        sources: Those of which something has landed; None where all are read.
    """

    build_id: str
    is_full: bool
    fingerprint: str
    as_of: datetime
    since: date
    new: frozenset[reach.Place] | None = None
    sources: frozenset[str] | None = None

    def as_note(self) -> dict[str, Any]:
        """What is kept of it until it is finished."""
        return {
            "build_id": self.build_id,
            "is_full": self.is_full,
            "fingerprint": self.fingerprint,
            "as_of": str(self.as_of),
            "since": str(self.since),
            "new": None if self.new is None else sorted(self.new),
            "sources": None if self.sources is None else sorted(self.sources),
        }


def make_plan(settings: Settings, *, full: bool = False, as_of: datetime | None = None) -> Plan:
    """What a build would do now, and why.

    Raises:
        ScorehouseError: Nothing is landed, or the engine cannot make a whole build.
    """
    engine.refuse_thrift(settings)
    landed = read_manifests(settings.raw, settings.landed)
    extracts = latest(landed)
    instant = plan.resolve_as_of(extracts, as_of)
    fingerprint = plan.with_matches(
        code_fingerprint(settings), matches_fingerprint(settings.staging_models, landed, instant)
    )
    built = last_built(settings)
    situation = Situation(
        wanted=plan.wanted(extracts, instant, fingerprint),
        built=built,
        has_warehouse=built is not None and _has_warehouse(settings, built.sources),
        is_interrupted=is_unfinished(settings),
        is_published=publish.current(settings) is not None,
        adds=engine.adds(settings),
    )
    return replace(plan.decide(situation, full=full), landed=landed)


def last_built(settings: Settings) -> Built | None:
    """What the warehouse holds; None when nothing is built, a build is unfinished, or notes are not to be trusted."""
    note = state.read_note(settings, state.BUILT)
    if note is None or is_unfinished(settings):
        return None
    try:
        return _held(settings, datetime.fromisoformat(note["as_of"]), note["fingerprint"])
    except (KeyError, TypeError, ValueError):
        return None


def is_unfinished(settings: Settings) -> bool:
    """Whether a build is under way, or has died."""
    return (settings.state / state.BUILDING).exists()


def note_failure(settings: Settings, build_id: str, sentence: str) -> None:
    """Keep with a build why it goes no further, unless it is not under way, or another is by now."""
    note = state.read_note(settings, state.BUILDING)
    if note and note.get("build_id") == build_id:
        state.write_note(settings, state.BUILDING, note | {"failure": sentence})


def noted_failure(settings: Settings) -> str:
    """Why the build under way goes no further; empty where it goes on, was killed, or where there is none."""
    return str((state.read_note(settings, state.BUILDING) or {}).get("failure", ""))


def begin(settings: Settings, made: Plan, build_id: str) -> Build:
    """Note that a build is under way, and lay out what is landed; where all is built anew, clear what there was.

    Raises:
        ScorehouseError: A landed file cannot be read.
    """
    for source in load_declarations(settings.staging_models).values():
        for entity in source.entities.values():
            write_contract(source, entity, settings.raw)
    publications.write_contract(settings)
    tidy_looks(settings.state)
    target = made.target
    build = Build(
        build_id=build_id,
        is_full=made.mode == "full",
        fingerprint=target.fingerprint,
        as_of=target.as_of,
        since=made.since,
        new=_added_to_the_last(settings, made),
        sources=target.sources,
    )
    state.write_note(settings, state.BUILDING, build.as_note())
    state.write_note(settings, state.BEGUN, {"fingerprint": build.fingerprint})
    if build.is_full:
        keeping.write_contracts(settings, read_manifest(settings))
        state.drop_note(settings, state.BUILT)
        for file in (settings.warehouse, settings.judged):
            file.unlink(missing_ok=True)
            Path(f"{file}.wal").unlink(missing_ok=True)
        state.drop_note(settings, state.COMPACTED)
        shutil.rmtree(settings.compacted, ignore_errors=True)
    note_manifests(made.landed, settings.landed)
    compact(settings, [*read_contracts(settings.raw), *made.landed])
    return build


def run_dbt(settings: Settings, build: Build, stage: transform.Stage) -> list[transform.NodeResult]:
    """Make one stage as of the build's instant, as far as what it adds can reach."""
    manifest = read_manifest(settings)
    only = None if build.new is None else reach.to_build(manifest, build.new)
    silent = frozenset() if build.sources is None else reach.of_others(manifest, build.sources)
    told = transform.Told(build.as_of, build.since, build.sources)
    return transform.build(settings, stage, told, only, silent)


def judge(settings: Settings, build: Build, tell: Progress) -> list["Verdict"]:
    """Have the expectations judge what the build touched.

    Raises:
        ScorehouseError: A file is missing, in use by another process or not a DuckDB file; the engine refuses.
    """
    from expectations.errors import JudgementError
    from expectations.runner import judge as judge_rules

    try:
        return judge_rules(
            engine.warehouse(settings), settings.judged, full=build.is_full, progress=tell, data_docs=settings.data_docs
        )
    except JudgementError as error:
        raise ScorehouseError(str(error)) from error


def finish(settings: Settings, build: Build, clock: Callable[[], datetime] = now) -> publish.Published:
    """Publish the marts, enter in the ledger when that was, and note what the warehouse now holds.

    Raises:
        ScorehouseError: The warehouse cannot be published, or what it holds is not noted.
    """
    built = _held(settings, build.as_of, build.fingerprint)
    if built is None:
        raise ScorehouseError("What this build holds is not noted any more; start the job build from its first step.")
    manifest = read_manifest(settings)
    published = publish.publish(settings, public_marts(manifest), built, anew=build.is_full)
    published_at = clock()
    # Before the ledger, by which the next build tells what nobody has seen yet.
    keeping.record(settings, manifest, published.folder.name, published_at)
    publications.record(settings, built.extracts, published.folder.name, published_at)
    state.write_note(
        settings,
        state.BUILT,
        {
            "fingerprint": build.fingerprint,
            "as_of": str(build.as_of),
            "since": str(build.since),
            "sources": None if build.sources is None else sorted(build.sources),
            "home": str(settings.home),
        },
    )
    state.drop_note(settings, state.BUILDING)
    return published


def by_hand(settings: Settings, *, writes: bool) -> transform.Told | None:
    """Prepare for dbt by hand. What it writes is trusted by nobody: the next build starts from nothing.

    Returns:
        What the models were told in the last build, or in one that did not finish; None where there is none.

    Raises:
        ScorehouseError: It writes, and nothing has been built yet.
    """
    for name, mark in ((state.BUILDING, {"build_id": plan.BY_HAND}), (state.BUILT, {"fingerprint": plan.BY_HAND})):
        note = state.read_note(settings, name)
        if note and "as_of" in note:
            if writes:
                state.write_note(settings, name, note | mark)
            sources, since = note.get("sources"), date.fromisoformat(note.get("since", str(date.min)))
            landed = None if sources is None else frozenset(sources)
            return transform.Told(datetime.fromisoformat(note["as_of"]), since, landed)
    if writes:
        raise ScorehouseError(f"Nothing is built in {settings.home} yet: run scorehouse build first.")
    return None


def warm_up() -> None:
    """Import what the judgement needs beside what is going on: it takes seconds, most of them waiting."""
    Thread(target=library.load, name="warm-up", daemon=True).start()


def _has_warehouse(settings: Settings, sources: frozenset[str]) -> bool:
    """Whether there is something to add to. The judged file may be gone, then all is judged."""
    if settings.engine != DUCKDB:
        manifest = read_manifest(settings)
        silent = reach.of_others(manifest, sources)
        models = [n for key, n in manifest["nodes"].items() if n["resource_type"] == "model" and key not in silent]
        return reading.is_there(settings, [reading.relation_of(model) for model in models])
    return is_database(settings.warehouse) and (is_database(settings.judged) or not settings.judged.exists())


def _added_to_the_last(settings: Settings, made: Plan) -> frozenset[reach.Place] | None:
    """Source and entity of what a build adds to the last one; None where what that one left cannot be relied on.

    Views name the files they read, so that all are made anew where the home has moved since.
    """
    last = state.read_note(settings, state.BUILT) or {}
    return made.new if made.mode == "incremental" and last.get("home") == str(settings.home) else None


def _held(settings: Settings, as_of: datetime, fingerprint: str) -> Built | None:
    """What the last build to begin found landed, as far as it existed for it; None where that is not noted."""
    extracts = latest(noted_manifests(settings.landed))
    return plan.wanted(extracts, as_of, fingerprint) if extracts else None
