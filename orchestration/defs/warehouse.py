"""The warehouse in one step: dbt's canonical models, the judgement of the rules, dbt's marts, the published copy.

Whatever of it somebody materialises, all of it is built, so that its marts agree; where nothing is new, nothing is.
Dagster hears of it by events, because a step may yield an asset only if that was asked for. How anything is built
belongs to `build`.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from orchestration.build import dbt as running
from orchestration.build import steps as building
from orchestration.build.dbt import CANONICAL, MARTS, NodeResult, Stage
from orchestration.build.steps import Build
from orchestration.defs import freshness, publish, quality, transform
from orchestration.defs.resources import WAREHOUSE_POOL, Planner, Reporter, step_of_build
from orchestration.defs.transform import Event, Translator
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

WAREHOUSE = "warehouse"


class Order(dg.Config):
    """What to build: everything anew or what is new, as of which instant (naive UTC; None takes the last cut-off)."""

    full: bool = False
    as_of: str | None = None


def warehouse(manifest: Mapping[str, Any], translator: Translator) -> dg.AssetsDefinition:
    """Everything but the landed deliveries, with dbt's tests and the rules as checks."""
    project = transform.project_assets(manifest, translator)
    judged, rules = quality.judged_specs(manifest, translator), quality.rule_specs(manifest, translator)

    @dg.multi_asset(
        name=WAREHOUSE,
        specs=[*project.specs, *judged, publish.spec(manifest)],
        check_specs=[*project.check_specs, *rules.values()],
        can_subset=True,
        pool=WAREHOUSE_POOL,
        description="Materialising any of these assets builds all of them that are not up to date.",
    )
    def step(
        context: dg.AssetExecutionContext,
        config: Order,
        settings: dg.ResourceParam[Settings],
        reporter: dg.ResourceParam[Reporter],
        planner: dg.ResourceParam[Planner],
    ) -> Iterator[Event]:
        with step_of_build(settings, context.run_id):
            as_of = datetime.fromisoformat(config.as_of) if config.as_of else None
            plan = planner(settings, full=config.full, as_of=as_of)
            context.log.info(plan.reason)
            results: list[NodeResult] = []
            if plan.mode != "nothing":
                build = building.begin(settings, plan, context.run_id)
                building.warm_up()
                results += yield from _stage(project, settings, reporter, build, CANONICAL)
                yield from quality.judge(judged, settings, reporter, build, context.log.debug)
                results += yield from _stage(project, settings, reporter, build, MARTS)
                yield from publish.publish(settings, reporter, build)
            yield from transform.still_valid(project, results)
            yield from quality.evaluations(rules, settings)
            yield freshness.evaluation(settings, datetime.now(UTC))

    return step


def _stage(
    project: dg.AssetsDefinition, settings: Settings, reporter: Reporter, build: Build, stage: Stage
) -> Generator[Event, None, list[NodeResult]]:
    """Make a stage and tell it; returns what became of its nodes."""
    with reporter.stage(f"Building {stage.name}") as outcome:
        results = building.run_dbt(settings, build, stage)
        outcome(summary(results))
    yield from transform.told(project, results)
    sentence = running.failure(results, settings)
    if sentence:
        raise ScorehouseError(sentence)
    return results


def summary(results: Iterable[NodeResult]) -> str:
    """How many models were built, tests passed, and of both how many not."""
    results = list(results)
    done = [result.kind for result in results if result.is_done]
    words = f"{done.count('model')} models, {done.count('seed')} seeds, {done.count('test')} tests passed"
    return words if len(done) == len(results) else f"{words}, {len(results) - len(done)} failed or skipped"
