"""The dbt project as assets and asset checks: what its nodes are called, and what is told of them after a build.

Running it belongs to `warehouse`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from orchestration.build.dbt import NodeResult
from orchestration.build.parsing import cause
from orchestration.defs.ingest import landing_key

_UNIQUE_ID = "dagster_dbt/unique_id"
Event = dg.AssetMaterialization | dg.AssetCheckEvaluation


class Translator(DagsterDbtTranslator):
    """What dbt's nodes are called in Dagster: layers are groups, sources are the assets that make them.

    Args:
        landed: Names of the declared sources.
    """

    def __init__(self, landed: Iterable[str]) -> None:
        """Remember which dbt sources are landed deliveries."""
        super().__init__()
        self._landed = frozenset(landed)

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Layer and name; a declared source has the key of its landing asset."""
        if dbt_resource_props["resource_type"] != "source":
            return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])
        source, table = dbt_resource_props["source_name"], dbt_resource_props["name"]
        return landing_key(source, table) if source in self._landed else dg.AssetKey([source, table])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The folder of the layer, which is also the schema."""
        return str(dbt_resource_props["schema"])


def project_assets(manifest: Mapping[str, Any], translator: Translator) -> dg.AssetsDefinition:
    """Every model and seed with its tests, as dagster-dbt reads them; for their specs, and never run."""

    @dbt_assets(name="project", manifest=manifest, dagster_dbt_translator=translator)
    def project() -> Iterator[Event]:
        yield from ()

    return project


def owners(manifest: Mapping[str, Any], group: str) -> list[str]:
    """Who answers for the assets of a group, as the dbt project declares; nobody where it does not."""
    declared = (one["owner"].get("email") for one in manifest["groups"].values() if one["name"] == group)
    return [address for address in declared if address]


def told(project: dg.AssetsDefinition, results: Iterable[NodeResult]) -> Iterator[Event]:
    """What a stage made, and what its tests found."""
    made = {spec.metadata[_UNIQUE_ID]: spec.key for spec in project.specs}
    tests = _tests(project)
    for result in results:
        if result.is_done and result.unique_id in made:
            yield dg.AssetMaterialization(made[result.unique_id], metadata={"seconds": result.seconds})
        elif result.status != "skipped" and result.unique_id in tests:
            yield _evaluation(tests[result.unique_id], result)


def still_valid(project: dg.AssetsDefinition, results: Iterable[NodeResult]) -> Iterator[Event]:
    """The tests that a build did not have to run: they passed in an earlier one, which would not have ended else."""
    run = {result.unique_id for result in results}
    for unique_id, key in _tests(project).items():
        if unique_id not in run:
            yield dg.AssetCheckEvaluation(key.asset_key, key.name, passed=True, metadata={"unchanged": True})


def _tests(project: dg.AssetsDefinition) -> dict[str, dg.AssetCheckKey]:
    return {spec.metadata[_UNIQUE_ID]: spec.key for spec in project.check_specs}


def _evaluation(key: dg.AssetCheckKey, result: NodeResult) -> dg.AssetCheckEvaluation:
    return dg.AssetCheckEvaluation(
        key.asset_key,
        key.name,
        passed=result.status == "pass",
        severity=dg.AssetCheckSeverity.WARN if result.status == "warn" else dg.AssetCheckSeverity.ERROR,
        description=cause(result.message) if result.message else None,
        metadata={"failing_rows": result.failures, "seconds": result.seconds},
    )
