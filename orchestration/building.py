"""A build, step by step: begin, canonical models, judgement, marts, finish.

Each step can run in a process of its own: what the build is about lies in its note until it is finished. A build that
does not reach the end leaves that note, and the next one starts from nothing.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from orchestration import plan, publications, publish, state, transform
from orchestration.compaction import compact
from orchestration.connectors.declaration import load_declarations
from orchestration.connectors.landing import write_contract
from orchestration.connectors.manifests import note_manifests, read_manifests
from orchestration.errors import ScorehouseError
from orchestration.extracts import landed_extracts
from orchestration.fingerprint import code_fingerprint
from orchestration.marts import public_marts
from orchestration.plan import Built, Plan, Situation
from orchestration.settings import Settings

if TYPE_CHECKING:
    from expectations.verdicts import Verdict

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Build:
    """A build under way: who it is, whether from nothing, as of when, and the first day of the extracts it adds.

    What the warehouse will hold is a note of its own, since only the last step needs it.
    """

    build_id: str
    is_full: bool
    as_of: datetime
    since: date

    def as_note(self) -> dict[str, Any]:
        """The form in which the steps hand it on."""
        return {
            "build_id": self.build_id,
            "is_full": self.is_full,
            "as_of": str(self.as_of),
            "since": str(self.since),
        }

    @classmethod
    def from_note(cls, note: dict[str, Any]) -> "Build":
        """The build of a note."""
        as_of, since = datetime.fromisoformat(note["as_of"]), date.fromisoformat(note["since"])
        return cls(note["build_id"], note["is_full"], as_of, since)


def make_plan(settings: Settings, *, full: bool = False, as_of: datetime | None = None) -> Plan:
    """What a build would do now, and why.

    Raises:
        ScorehouseError: Nothing is landed.
    """
    extracts = landed_extracts(settings)
    situation = Situation(
        wanted=plan.wanted(extracts, plan.resolve_as_of(extracts, as_of), code_fingerprint(settings)),
        built=last_built(settings),
        has_warehouse=settings.warehouse.exists(),
        is_interrupted=(settings.state / state.BUILDING).exists(),
        is_published=publish.current(settings) is not None,
    )
    return plan.decide(situation, full=full)


def last_built(settings: Settings) -> Built | None:
    """What the warehouse holds; None when nothing is built, or when its note is not to be trusted."""
    return _noted(settings, state.BUILT)


def begin(settings: Settings, made: Plan, build_id: str) -> Build:
    """Note that a build is under way, and lay out what is landed; where all is built anew, clear what there was.

    Raises:
        ScorehouseError: A landed file cannot be read.
    """
    build = Build(build_id, made.mode == "full", made.target.as_of, made.since)
    state.write_note(settings, state.BUILDING, build.as_note())
    state.write_note(settings, state.TARGET, made.target.as_note())
    if build.is_full:
        state.drop_note(settings, state.BUILT)
        for file in (settings.warehouse, settings.judged):
            file.unlink(missing_ok=True)
            Path(f"{file}.wal").unlink(missing_ok=True)
        state.drop_note(settings, state.COMPACTED)
        shutil.rmtree(settings.compacted, ignore_errors=True)
    for source in load_declarations(settings.staging_models).values():
        for entity in source.entities.values():
            write_contract(source, entity, settings.raw)
    publications.write_contract(settings)
    landed = read_manifests(settings.raw, settings.landed)
    note_manifests(landed, settings.landed)
    compact(settings, landed)
    return build


def under_way(settings: Settings, build_id: str) -> Build:
    """The build whose next step this is.

    Raises:
        ScorehouseError: It was not begun, or another build has taken its place.
    """
    note = state.read_note(settings, state.BUILDING)
    if note is None or note["build_id"] != build_id:
        what = "No build is under way" if note is None else "Another build has begun meanwhile"
        raise ScorehouseError(f"{what}; start the job build from its first step.")
    return Build.from_note(note)


def run_dbt(settings: Settings, build: Build, stage: transform.Stage) -> list[transform.NodeResult]:
    """Build one stage as of the build's instant."""
    return transform.build(settings, stage, build.as_of, build.since)


def judge(settings: Settings, build: Build, tell: Progress) -> list["Verdict"]:
    """Have the expectations judge what the build touched."""
    from expectations.runner import judge as judge_rules

    return judge_rules(
        settings.warehouse, settings.judged, full=build.is_full, progress=tell, data_docs=settings.data_docs
    )


def finish(settings: Settings, build: Build, clock: Callable[[], datetime] = publications.now) -> publish.Published:
    """Publish the marts, enter in the ledger when that was, and note what the warehouse now holds.

    Raises:
        ScorehouseError: The warehouse cannot be published, or what it holds is not noted.
    """
    target = _noted(settings, state.TARGET)
    if target is None:
        raise ScorehouseError(
            "What this build was to hold is not noted any more; start the job build from its first step."
        )
    marts = public_marts(transform.read_manifest(settings))
    published = publish.publish(settings, marts, target, anew=build.is_full)
    publications.record(settings, target.extracts, published.folder.name, clock())
    state.rename_note(settings, state.TARGET, state.BUILT)
    state.drop_note(settings, state.BUILDING)
    return published


def warm_up() -> None:
    """Import what the judgement needs beside what is going on: it takes seconds, most of them waiting."""
    Thread(target=_import_great_expectations, name="warm-up", daemon=True).start()


def _noted(settings: Settings, name: str) -> Built | None:
    note = state.read_note(settings, name)
    try:
        return Built.from_note(note) if note else None
    except (KeyError, TypeError, ValueError):
        return None


def _import_great_expectations() -> None:
    import great_expectations  # noqa: F401
