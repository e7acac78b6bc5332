"""The daily command: land what is new, build what that makes necessary, and say how it went."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from orchestration.build import state
from orchestration.build import steps as building
from orchestration.command import history, session
from orchestration.command.console import ConsoleReporter, complain
from orchestration.connectors import ingest
from orchestration.connectors.deliveries import names_in
from orchestration.connectors.ingest import Wanted
from orchestration.connectors.manifests import read_manifests
from orchestration.settings import Settings
from orchestration.words import counted

if TYPE_CHECKING:
    import dagster as dg

OK, SOME_DELIVERY_FAILED, BUILD_FAILED = 0, 1, 2
_NAMES_SHOWN = 3


@dataclass
class Landing:
    """What a landing came to: counts over all entities, and what users have to be told."""

    extracts: int = 0
    rows: int = 0
    rejected: int = 0
    left_out: int = 0
    unchanged: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """The counts in words."""
        said = f"{counted(self.extracts, 'extract')}, {counted(self.rows, 'row')} landed, {self.rejected:,} rejected"
        more = {"left out": self.left_out, "unchanged": self.unchanged}
        return ", ".join([said, *(f"{count:,} {word}" for word, count in more.items() if count)])


def land(settings: Settings, wanted: Wanted) -> int:
    """Land what is new; the exit code says whether every delivery went well."""
    with state.exclusive(settings):
        return _land(settings, wanted)


def _land(settings: Settings, wanted: Wanted) -> int:
    reporter = ConsoleReporter()
    listing = cache(names_in)
    with reporter.stage("Looking for deliveries") as outcome:
        pending = ingest.pending(settings, wanted, listing)
        files = sum(map(len, pending.values()))
        outcome(f"{counted(files, 'file')} of {counted(len(pending), 'entity', 'entities')} to land")
    for source, folder in ingest.silent(settings, wanted.sources, listing).items():
        print(f"  {source} is skipped: nothing in {folder}")
    for source, names in ingest.unclaimed(settings, wanted, listing).items():
        print(f"  {source}: {_left_alone(names)}")
    if not pending:
        return OK
    with reporter.stage("Landing") as outcome:
        with history.opened(settings) as runs:
            landing = _landing(session.land(settings, runs, reporter, pending), settings)
        outcome(landing.outcome)
    for sentence in landing.complaints:
        complain(sentence)
    return SOME_DELIVERY_FAILED if landing.complaints else OK


def build(settings: Settings, *, full: bool = False, as_of: datetime | None = None) -> int:
    """Build what is necessary; the exit code says whether it went well."""
    with state.exclusive(settings):
        plan = building.make_plan(settings, full=full, as_of=as_of)
        print(plan.reason)
        if plan.mode == "nothing":
            return OK
        reporter = ConsoleReporter()
        with ExitStack() as opened:
            with reporter.stage("Reading the project"):
                job = session.build_job(settings, reporter, plan)
                runs = opened.enter_context(history.opened(settings))
            result = session.build(job, runs, {"full": full, "as_of": str(as_of) if as_of else None})
    complaints = session.sentences(result, settings.home)
    for sentence in complaints:
        complain(sentence)
    return BUILD_FAILED if complaints else OK


def run(settings: Settings, wanted: Wanted) -> int:
    """Land and build; a delivery that fails does not keep the others from being built."""
    with state.exclusive(settings):
        landed = land(settings, wanted)
        return build(settings) or landed


def release(settings: Settings, source_name: str, entity_name: str, day: date) -> None:
    """Let a held delivery into raw."""
    from orchestration.connectors.landing import release as release_delivery

    wanted = Wanted(sources=(source_name,), entity=entity_name)
    [(source, entity)] = ingest.declared(settings, wanted)
    with state.exclusive(settings):
        released = release_delivery(source, entity, day, settings.raw, settings.held)
        print(released.message)
        place = (source_name, entity_name)
        held = [one for one in read_manifests(settings.held) if (one["source"], one["entity"]) == place]
        with history.opened(settings) as runs:
            session.note_release(runs, released, held)


def _left_alone(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES_SHOWN:,} more" if len(names) > _NAMES_SHOWN else ""
    belong = "belongs" if len(names) == 1 else "belong"
    return f"{counted(len(names), 'file')} {belong} to no declared entity: {', '.join(names[:_NAMES_SHOWN])}{more}"


def _landing(result: "dg.ExecuteInProcessResult", settings: Settings) -> Landing:
    landing = Landing(complaints=session.sentences(result, settings.home))
    for event in result.all_events:
        if event.is_step_materialization:
            metadata = event.step_materialization_data.materialization.metadata
            if metadata["status"].value == "unchanged":
                landing.unchanged += 1
                continue
            landing.extracts += 1
            landing.rows += int(str(metadata["dagster/partition_row_count"].value))
            landing.rejected += int(str(metadata["rows_rejected"].value))
            landing.left_out += int(str(metadata["rows_left_out"].value))
    for evaluation in result.get_asset_check_evaluations():
        if not evaluation.passed and evaluation.description:
            landing.complaints.append(evaluation.description)
    return landing
