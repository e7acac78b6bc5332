"""The dbt project as assets and asset checks, in the two stages in which it is built."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from orchestration.build import dbt as transform
from orchestration.build import steps as building
from orchestration.build.dbt import CANONICAL, MARTS, NodeResult, Stage
from orchestration.build.parsing import cause
from orchestration.defs.ingest import landing_key
from orchestration.defs.resources import WAREHOUSE_POOL, Planner, Reporter, step_of_build
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

PUBLISH_BY = time(10, 0)
_UNIQUE_ID = "dagster_dbt/unique_id"
Events = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]


class Order(dg.Config):
    """What to build: everything anew or what is new, as of which instant (naive UTC; None takes the last cut-off)."""

    full: bool = False
    as_of: str | None = None


class Translator(DagsterDbtTranslator):
    """What dbt's nodes are called in Dagster: layers are groups, sources are the assets that make them.

    Args:
        landed: Names of the declared sources.
        time_zone: In which the marts are due at ten.
    """

    def __init__(self, landed: Iterable[str], time_zone: str) -> None:
        """Remember which dbt sources are landed deliveries."""
        super().__init__()
        self._landed = frozenset(landed)
        # Made once: Dagster works out a year of ticks for each.
        self._promise = freshness_promise(time_zone)

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Layer and name; a declared source has the key of its landing asset."""
        if dbt_resource_props["resource_type"] != "source":
            return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])
        source, table = dbt_resource_props["source_name"], dbt_resource_props["name"]
        return landing_key(source, table) if source in self._landed else dg.AssetKey([source, table])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The folder of the layer, which is also the schema."""
        return str(dbt_resource_props["schema"])

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Any) -> dg.AssetSpec:  # noqa: ANN401
        """Public marts promise to be there by ten."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        if self.get_resource_props(manifest, unique_id).get("access") != "public":
            return spec
        return spec.replace_attributes(freshness_policy=self._promise)


def freshness_promise(time_zone: str) -> dg.FreshnessPolicy:
    """Built between the usual cut-off and the hour of publication, every day."""
    return dg.FreshnessPolicy.cron(
        deadline_cron=f"{PUBLISH_BY.minute} {PUBLISH_BY.hour} * * *",
        lower_bound_delta=timedelta(minutes=30),
        timezone=time_zone,
    )


def transform_assets(manifest: Mapping[str, Any], translator: Translator) -> list[dg.AssetsDefinition]:
    """Both stages; the first also begins the build. What a build does not reach counts as made."""

    @dbt_assets(
        name="canonical",
        manifest=manifest,
        exclude=CANONICAL.exclude,
        dagster_dbt_translator=translator,
        pool=WAREHOUSE_POOL,
    )
    def canonical(
        context: dg.AssetExecutionContext,
        config: Order,
        settings: dg.ResourceParam[Settings],
        reporter: dg.ResourceParam[Reporter],
        planner: dg.ResourceParam[Planner],
    ) -> Events:
        with step_of_build(settings, build_id(context)):
            _refuse_part(context)
            as_of = datetime.fromisoformat(config.as_of) if config.as_of else None
            made = planner(settings, full=config.full, as_of=as_of)
            context.log.info(made.reason)
            building.begin(settings, made, build_id(context))
            building.warm_up()
            yield from _stage(context, settings, reporter, CANONICAL)

    @dbt_assets(
        name="marts", manifest=manifest, select=MARTS.select, dagster_dbt_translator=translator, pool=WAREHOUSE_POOL
    )
    def marts(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        reporter: dg.ResourceParam[Reporter],
    ) -> Events:
        with step_of_build(settings, build_id(context)):
            _refuse_part(context)
            yield from _stage(context, settings, reporter, MARTS)

    return [canonical, marts]


def build_id(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> str:
    """The run, and for a run that was taken up again from its failure the run it goes back to."""
    return context.run.root_run_id or context.run.run_id


def _refuse_part(context: dg.AssetExecutionContext) -> None:
    if context.is_subset:
        raise dg.Failure("A build is made whole, so that its marts agree: launch the job build.", allow_retries=False)


def _stage(context: dg.AssetExecutionContext, settings: Settings, reporter: Reporter, stage: Stage) -> Events:
    build = building.under_way(settings, build_id(context))
    with reporter.stage(f"Building {stage.name}") as outcome:
        results = building.run_dbt(settings, build, stage)
        outcome(summary(results))
        sentence = transform.failure(results, settings)
        yield from _events(context.assets_def, results, is_whole=not sentence)
    if sentence:
        raise ScorehouseError(sentence)


def summary(results: Iterable[NodeResult]) -> str:
    """How many models were built, tests passed, and of both how many not."""
    results = list(results)
    done = [result.kind for result in results if result.is_done]
    words = f"{done.count('model')} models, {done.count('seed')} seeds, {done.count('test')} tests passed"
    return words if len(done) == len(results) else f"{words}, {len(results) - len(done)} failed or skipped"


def _events(assets: dg.AssetsDefinition, results: Iterable[NodeResult], *, is_whole: bool) -> Events:
    """What Dagster is told of a stage.

    In one that `is_whole`, what was left out is as fresh as what was made, and its tests pass as they did in the build
    before, which would not have ended otherwise.
    """
    told = {result.unique_id: result for result in results}
    for spec in _parents_first(assets.specs):
        result = told.get(spec.metadata[_UNIQUE_ID])
        if result and result.is_done:
            yield dg.MaterializeResult(asset_key=spec.key, metadata={"seconds": result.seconds})
        elif is_whole and not result:
            yield dg.MaterializeResult(asset_key=spec.key, metadata={"unchanged": True})
    for check in assets.check_specs:
        result = told.get((check.metadata or {}).get(_UNIQUE_ID, ""))
        if result and result.status != "skipped":
            yield _check_result(check, result)
        elif is_whole and not result and check.blocking:
            yield dg.AssetCheckResult(
                asset_key=check.asset_key, check_name=check.name, passed=True, metadata={"unchanged": True}
            )


def _parents_first(specs: Iterable[dg.AssetSpec]) -> list[dg.AssetSpec]:
    """The order in which Dagster wants to hear of assets."""
    by_key = {spec.key: spec for spec in specs}
    parents = {key: [dep.asset_key for dep in spec.deps] for key, spec in by_key.items()}
    return [by_key[key] for key in TopologicalSorter(parents).static_order() if key in by_key]


def _check_result(spec: dg.AssetCheckSpec, result: NodeResult) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=result.status == "pass",
        severity=dg.AssetCheckSeverity.WARN if result.status == "warn" else dg.AssetCheckSeverity.ERROR,
        description=cause(result.message) if result.message else None,
        metadata={"failing_rows": result.failures, "seconds": result.seconds},
    )
