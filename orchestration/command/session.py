"""Running Dagster's jobs inside this process.

Which job to run when belongs to `daily`; what the jobs consist of, to `defs`; where their runs are kept, to `history`.
"""

import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.errors import JudgementError
from orchestration.build.plan import Plan
from orchestration.command.history import BY_HAND
from orchestration.connectors.deliveries import names_in
from orchestration.connectors.ingest import Place
from orchestration.disk.faults import in_words
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

if TYPE_CHECKING:
    import dagster as dg

    from orchestration.connectors.landing import Landed
    from orchestration.connectors.manifests import Manifest
    from orchestration.defs.resources import Reporter

_RULES = "expectations/rules.py"
# Failures come back as sentences; Dagster's own account of them stays readable in the pages.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def land(
    settings: Settings, history: "dg.DagsterInstance", reporter: "Reporter", pending: Mapping[Place, Sequence[date]]
) -> "dg.ExecuteInProcessResult":
    """Run the job `land` for the extract dates of each source and entity."""
    from orchestration.definitions import landing_defs
    from orchestration.defs.automation import LAND
    from orchestration.defs.ingest import landing_config, landing_key

    days = {landing_key(*place): dates for place, dates in pending.items()}
    resources = {"reporter": reporter, "listing": cache(names_in)}
    job = landing_defs(settings, resources).resolve_job_def(LAND)
    return _execute(job, history, asset_selection=list(days), run_config=landing_config(days))


def note_release(history: "dg.DagsterInstance", released: "Landed", still_held: Sequence["Manifest"]) -> None:
    """Enter a release where a landing would have entered it, so that the check of suspect deliveries turns green."""
    from orchestration.defs.ingest import events_of_release

    for event in events_of_release(released, still_held):
        history.report_runless_asset_event(event)


def build_job(settings: Settings, reporter: "Reporter", plan: Plan) -> "dg.JobDefinition":
    """The job `build`, which goes by the plan that was made under the same lock."""
    with told_by_line():
        from orchestration.definitions import building_defs, shared_resources
    from orchestration.defs.automation import BUILD

    overrides = {"reporter": reporter, "planner": lambda *_args, **_order: plan}
    return building_defs(settings, shared_resources(settings, overrides)).resolve_job_def(BUILD)


def build(
    job: "dg.JobDefinition", history: "dg.DagsterInstance", order: Mapping[str, str | bool | None]
) -> "dg.ExecuteInProcessResult":
    """Run the job `build` for an order."""
    from orchestration.defs.warehouse import WAREHOUSE

    return _execute(job, history, run_config={"ops": {WAREHOUSE: {"config": order}}})


def sentences(result: "dg.ExecuteInProcessResult", home: Path) -> list[str]:
    """What each failed step has to say; a step whose history could not be written names the home.

    A run that ends before its steps have, because its history could not be written, has no failed step.
    """
    found = [_sentence(event, home) for event in result.all_events if event.is_step_failure]
    is_whole = result.success and all(result.is_node_success(node.name) for node in result.job_def.nodes)
    if found or is_whole:
        return found
    return [
        f"The run stopped before it was finished: its history below {home / 'dagster'} could not be written; "
        "make room or check the disk, then start the same command again."
    ]


@contextmanager
def told_by_line() -> Iterator[None]:
    """The rules are Python, and users write them: a mistake there is told with its line."""
    try:
        yield
    except JudgementError as error:
        raise ScorehouseError(str(error)) from error
    except (SyntaxError, NameError, TypeError) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename.endswith(_RULES) and frame.name == "<module>"]
        cause = str(error)
        if isinstance(error, SyntaxError) and str(error.filename).endswith(_RULES):
            lines, cause = [error.lineno], error.msg
        if not lines:
            raise
        raise ScorehouseError(f"{_RULES}, line {lines[-1]}: {cause}; correct it.") from error


def _sentence(event: Any, home: Path) -> str:  # noqa: ANN401 - not exported by Dagster
    data = event.step_failure_data
    if data.user_failure_data and data.user_failure_data.description:
        return str(data.user_failure_data.description)
    error = data.error
    while error:
        if told := in_words(error.message, home):
            return told
        error = error.cause
    return str(data.error.to_string() if data.error else event.message)


def _execute(job: "dg.JobDefinition", history: "dg.DagsterInstance", **arguments: Any) -> "dg.ExecuteInProcessResult":  # noqa: ANN401
    config = {**arguments.pop("run_config"), **_QUIET}
    return job.execute_in_process(instance=history, raise_on_error=False, tags=BY_HAND, run_config=config, **arguments)
