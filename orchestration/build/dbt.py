"""Building with dbt: one invocation per stage, and what became of each node.

What is built is said in `dbt_project`; in which order and whether, in `steps`.
"""

import csv
import io
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.build.invoking import invoke, log_file
from orchestration.build.parsing import cause, parsed, raise_if_broken, read_manifest
from orchestration.build.reading import attached, relation_of
from orchestration.disk.faults import in_words
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings
from orchestration.words import counted

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest

# dbt takes a hundred times as long to select a hundred names as to select one tag.
_TO_BUILD, _LEFT_OUT = "to_build", "left_out"
_DONE = ("success", "pass", "warn", "no-op")
_PROBLEMS_TOLD = 10


@dataclass(frozen=True)
class Stage:
    """A part of the project that is built in one go.

    Attributes:
        name: What users read.
        select: dbt's selection; empty selects everything.
        exclude: dbt's exclusion; empty excludes nothing.
    """

    name: str
    select: str = ""
    exclude: str = ""

    @property
    def arguments(self) -> list[str]:
        """The selection as dbt's command line takes it."""
        pairs = (("--select", self.select), ("--exclude", self.exclude))
        return [word for option, value in pairs if value for word in (option, value)]


@dataclass(frozen=True)
class Told:
    """What the models are told of a build.

    Attributes:
        as_of: Instant to look from, naive UTC.
        since: First extract date that was not built before.
        sources: Those of which something has landed, the only ones that are read; all of them where it is None.
    """

    as_of: datetime
    since: date = date.min
    sources: frozenset[str] | None = None


# The expectations judge between the two: the second reads what they found.
CANONICAL = Stage("canonical models", exclude="tag:judged")
MARTS = Stage("marts", select="tag:judged")
# How the values of a seed's typed columns are written.
_WRITTEN: dict[str, tuple[Callable[[str], object], str]] = {
    "date": (date.fromisoformat, "a date such as 2026-03-02"),
    "integer": (int, "a whole number"),
    "bigint": (int, "a whole number"),
    "double": (float, "a number such as 0.5"),
    "boolean": (lambda value: ("true", "false").index(value.lower()), "true or false"),
}


@dataclass(frozen=True)
class NodeResult:
    """What became of one model, seed or test.

    Attributes:
        unique_id: dbt's id.
        name: As in the project.
        kind: `model`, `seed` or `test`.
        status: dbt's word, such as `success`, `pass`, `error`, `fail`, `skipped`.
        message: dbt's explanation, of several lines.
        seconds: Time it took.
        failures: Rows that break a test.
        problems: What a failing test found, where its relation says it in sentences; what is wrong with a failing seed.
    """

    unique_id: str
    name: str
    kind: str
    status: str
    message: str
    seconds: float
    failures: int
    problems: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether it was built or passed; a test that only warns has passed."""
        return self.status in _DONE


def build(
    settings: Settings,
    stage: Stage,
    told: Told,
    only: Collection[str] | None = None,
    left_out: Collection[str] = (),
) -> list[NodeResult]:
    """Build a stage's models, seeds and tests, and let go of the warehouse file.

    Args:
        settings: Where things are.
        stage: What to build.
        told: What the models are told.
        only: Ids of models and tests; where they are given, the others of the stage are left out.
        left_out: Ids of models and tests that are left out, too.

    Returns:
        One result per node, failed ones included: see `failure`.

    Raises:
        ScorehouseError: A seed lacks a column, or dbt could not start building.
    """
    project = parsed(settings)
    if only is not None:
        _tag(project, _TO_BUILD, only)
        stage = replace(stage, select=f"{stage.select},tag:{_TO_BUILD}".removeprefix(","))
    if left_out:
        _tag(project, _LEFT_OUT, left_out)
        stage = replace(stage, exclude=f"{stage.exclude} tag:{_LEFT_OUT}".strip())
    # Unit tests belong to the tests of the project, not to a day's run; its manifest was written when it was parsed.
    options = ["--exclude-resource-type", "unit_test", "--no-write-json"]
    arguments = ["build", *stage.arguments, *options, *variables(told)]
    _refuse_odd_headers(settings, project)
    outcome = invoke(settings, arguments, project)
    if not hasattr(outcome.result, "results"):
        raise_if_broken(outcome, settings)
    return _told([_node_result(result) for result in outcome.result.results], settings)  # type: ignore[union-attr]


def _tag(project: "Manifest", tag: str, keys: Collection[str]) -> None:
    """Tag these nodes for this build, and no others."""
    for key, node in project.nodes.items():
        node.tags = [other for other in node.tags if other != tag] + [tag] * (key in keys)


def variables(told: Told) -> list[str]:
    """What the models are told, as dbt's command line takes it."""
    said: dict[str, Any] = {"as_of": f"{told.as_of:%Y-%m-%d %H:%M:%S}", "since": str(told.since)}
    if told.sources is not None:
        said["landed_sources"] = sorted(told.sources)
    return ["--vars", json.dumps(said)]


def by_hand(settings: Settings, arguments: list[str]) -> "dbtRunnerResult":
    """Any command of dbt, which prints its own output; a project that does not parse is told by dbt, too."""
    try:
        project = parsed(settings)
    except ScorehouseError:
        project = None
    return invoke(settings, arguments, project, output=())


def failure(results: list[NodeResult], settings: Settings) -> str:
    """The sentence about what failed in a stage, or a line for each problem; empty when nothing did."""
    failed = [result for result in results if not result.is_done and result.status != "skipped"]
    if not failed:
        return ""
    telling = next((result for result in failed if result.problems), None)
    if telling:
        others = telling.failures - len(telling.problems)
        rest = [f"There {'is' if others == 1 else 'are'} {counted(others, 'more problem')}."] if others > 0 else []
        return "\n".join([*telling.problems, *rest])
    first = failed[0]
    more = f", and {len(failed) - 1} more failed" if len(failed) > 1 else ""
    if told := in_words(first.message, settings.warehouse):
        return f"dbt {first.kind} {first.name} failed{more}: {told}"
    if first.kind == "test" and first.status == "fail":
        fault = f"found {counted(first.failures, 'row that breaks', 'rows that break')} it"
    else:
        fault = f"failed: {cause(first.message)}"
    return f"dbt {first.kind} {first.name} {fault}{more}; details in {log_file(settings)}."


def _node_result(result: Any) -> NodeResult:  # noqa: ANN401 - dbt's results have no common public type
    return NodeResult(
        unique_id=result.node.unique_id,
        name=result.node.name,
        kind=str(result.node.resource_type.value),
        status=str(result.status.value if hasattr(result.status, "value") else result.status),
        message=result.message or "",
        seconds=result.execution_time,
        failures=result.failures or 0,
    )


def _told(results: list[NodeResult], settings: Settings) -> list[NodeResult]:
    """The results, a failing test with the first problems that its relation lists, a failing seed with its line."""
    problems = {("test", "fail"): _first_problems, ("seed", "error"): _faulty_line}
    told = []
    for result in results:
        find = problems.get((result.kind, result.status))
        told.append(replace(result, problems=find(result, settings)) if find else result)
    return told


def _faulty_line(result: NodeResult, settings: Settings) -> tuple[str, ...]:
    """What is wrong in which line of a seed; nothing where that is not known."""
    seed = read_manifest(settings)["nodes"][result.unique_id]
    file = settings.project / "dbt_project" / seed["original_file_path"]
    rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""))
    names = next(rows, [])
    for row in rows:
        if row and len(row) != len(names):
            return (f"{file.name}, line {rows.line_num}: {counted(len(row), 'value')} for {len(names)} columns.",)
        for name, value in zip(names, row, strict=False):
            read, form = _WRITTEN.get(seed["config"]["column_types"].get(name, ""), (str, ""))
            try:
                if value:
                    read(value)
            except ValueError:
                return (f"{file.name}, line {rows.line_num}, column {name}: {value!r} is not {form}.",)
    return ()


def _first_problems(result: NodeResult, settings: Settings) -> tuple[str, ...]:
    """The first of the sentences in a tested relation's column `problem`; nothing where it has no such column."""
    nodes = read_manifest(settings)["nodes"]
    tested = nodes.get(nodes[result.unique_id].get("attached_node"))
    if not tested:
        return ()
    found = relation_of(tested)
    with duckdb.connect() as connection, attached(settings, connection, [found]):
        relation = connection.sql(f"select * from warehouse.{found.table}")
        if "problem" not in relation.columns:
            return ()
        told = relation.filter("problem is not null").order("problem").limit(_PROBLEMS_TOLD)
        return tuple(str(problem) for (problem,) in told.project("problem").fetchall())


def _refuse_odd_headers(settings: Settings, project: "Manifest") -> None:
    """A seed without one of its typed columns would be loaded all the same, and whatever reads it would fail."""
    from dbt.contracts.graph.nodes import SeedNode

    for node in project.nodes.values():
        if isinstance(node, SeedNode):
            file = settings.project / "dbt_project" / node.original_file_path
            with file.open(encoding="utf-8-sig", newline="") as stream:
                names = next(csv.reader(stream), [])
            missing = [name for name in node.config.column_types if name not in names]
            if missing:
                columns = f"{'columns' if len(missing) > 1 else 'column'} {', '.join(missing)}"
                raise ScorehouseError(
                    f"{file.name} lacks the {columns}; keep the names of its first line, and commas between them."
                )
