"""What Dagster finds, loaded once on a home without data."""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from expectations.rules import SUITES, Rule, Suite
from orchestration.build.parsing import read_manifest
from orchestration.connectors import ingest
from orchestration.connectors.declarations.loading import load_declarations
from orchestration.connectors.ingest import Wanted
from orchestration.definitions import build_defs
from orchestration.defs import automation, quality
from orchestration.defs.ingest import EXTRACT_DATES, NOT_SUSPECT, landing_key
from orchestration.defs.quality import Found, check_name, check_result
from orchestration.settings import Settings

RULES = [(suite, rule) for suite in SUITES for rule in suite.rules]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def definitions(settings: Settings) -> dg.Definitions:
    return build_defs(settings)


@pytest.fixture(scope="module")
def manifest(settings: Settings, definitions: dg.Definitions) -> Mapping[str, Any]:
    return read_manifest(settings)


def specs(definitions: dg.Definitions) -> dict[dg.AssetKey, dg.AssetSpec]:
    return {spec.key: spec for spec in definitions.resolve_all_asset_specs()}


def asset_defs(definitions: dg.Definitions) -> Iterator[dg.AssetsDefinition]:
    return (one for one in definitions.assets or [] if isinstance(one, dg.AssetsDefinition))


def test_loading_touches_no_data(settings: Settings, definitions: dg.Definitions) -> None:
    assert definitions.resolve_all_asset_specs()
    assert not settings.warehouse.exists()
    assert not settings.raw.exists()


def test_everything_fits_together(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_every_declared_entity_is_landed_by_the_asset_that_dbt_reads_it_from(
    settings: Settings, definitions: dg.Definitions, manifest: Mapping[str, Any]
) -> None:
    found = specs(definitions)
    upstream = {dep.asset_key for spec in found.values() for dep in spec.deps}
    read_by_dbt = {
        node_id for node in manifest["nodes"].values() for node_id in node.get("depends_on", {}).get("nodes", [])
    }
    for source in load_declarations(settings.staging_models).values():
        for entity in source.entities:
            key = landing_key(source.name, entity)
            assert found[key].partitions_def == EXTRACT_DATES
            if f"source.scorehouse.{source.name}.{entity}" in read_by_dbt:
                assert key in upstream


def test_every_landing_has_a_check_for_suspect_deliveries(settings: Settings, definitions: dg.Definitions) -> None:
    checked = {key.asset_key for key in check_keys(definitions) if key.name == NOT_SUSPECT}
    for source in load_declarations(settings.staging_models).values():
        assert {landing_key(source.name, entity) for entity in source.entities} <= checked


def check_keys(definitions: dg.Definitions) -> set[dg.AssetCheckKey]:
    of_assets = {key for one in asset_defs(definitions) for key in one.check_keys}
    return of_assets | {key for one in definitions.asset_checks or [] for key in one.check_keys}


@pytest.mark.parametrize(("suite", "rule"), RULES, ids=[rule.rule_id for _, rule in RULES])
def test_every_rule_is_a_check_of_the_relation_it_judges(definitions: dg.Definitions, suite: Suite, rule: Rule) -> None:
    key = dg.AssetCheckKey(dg.AssetKey(["intermediate", suite.relation]), check_name(rule.rule_id))
    assert key in check_keys(definitions)


def test_every_public_mart_promises_to_be_there_by_ten(
    definitions: dg.Definitions, manifest: Mapping[str, Any]
) -> None:
    found = specs(definitions)
    public = [node for node in manifest["nodes"].values() if node.get("access") == "public"]
    assert public
    for node in public:
        policy = found[dg.AssetKey([node["schema"], node["name"]])].freshness_policy
        assert policy is not None
        assert "0 10 * * *" in str(policy)


def test_every_model_has_an_owner_and_the_group_of_its_layer(
    definitions: dg.Definitions, manifest: Mapping[str, Any]
) -> None:
    found = specs(definitions)
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["config"]["materialized"] != "ephemeral":
            spec = found[dg.AssetKey([node["schema"], node["name"]])]
            assert spec.owners
            assert spec.group_name == node["schema"]


def test_whatever_opens_the_warehouse_is_in_its_pool(definitions: dg.Definitions) -> None:
    landing = {spec.key for spec in specs(definitions).values() if spec.group_name == "raw"}
    nodes = [*asset_defs(definitions), *(definitions.asset_checks or [])]
    others = [one for one in nodes if not (one.keys and one.keys <= landing)]
    assert len(others) == 5
    assert {one.op.pool for one in others if isinstance(one.op, dg.OpDefinition)} == {"warehouse"}


def test_only_one_run_at_a_time_may_use_the_pool(settings: Settings) -> None:
    import yaml

    instance = yaml.safe_load((settings.project / "dagster.yaml").read_text())
    assert instance["concurrency"]["pools"] == {"default_limit": 1, "granularity": "run"}


def test_the_build_consists_of_everything_but_landing(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("build")
    assert set(job.graph.node_dict) == {"canonical", "judgement", "marts", "rules", "published__marts"}


def test_daily_sources_are_landed_at_their_cutoff_in_their_own_zone(settings: Settings) -> None:
    schedules = automation.cutoff_schedules(load_declarations(settings.staging_models).values())
    assert ("30 9 * * *", "Asia/Shanghai") in {(one.cron_schedule, one.execution_timezone) for one in schedules}


def test_a_schedule_asks_for_the_local_day(definitions: dg.Definitions, settings: Settings) -> None:
    [schedule] = [
        one
        for one in automation.cutoff_schedules(load_declarations(settings.staging_models).values())
        if one.execution_timezone == "Asia/Shanghai"
    ]
    tick = dg.build_schedule_context(scheduled_execution_time=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    request = schedule(tick)
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2026-03-02"
    assert landing_key("simulator", "contacts") in (request.asset_selection or [])


@pytest.fixture
def with_files(tmp_path: Path, settings: Settings) -> Settings:
    folder = tmp_path / "extracts" / "simulator"
    folder.mkdir(parents=True)
    for entity, days in {"orders": (2, 3, 4), "cases": (4,)}.items():
        for day in days:
            (folder / file_of(settings, entity, date(2026, 3, day))).write_text("id\n")
    return Settings(tmp_path, settings.project)


def file_of(settings: Settings, entity: str, day: date) -> str:
    [(_, declared)] = ingest.declared(settings, Wanted(("simulator",), entity))
    return declared.files.replace("{extract_date}", str(day))


def tick(settings: Settings, cursor: str | None = None) -> Any:  # noqa: ANN401 - requests, or why there are none
    context = dg.build_sensor_context(cursor=cursor, resources={"settings": settings})
    return automation.delivered_files_sensor()(context)


def test_a_batch_of_files_is_landed_by_one_run(with_files: Settings) -> None:
    [request] = tick(with_files).run_requests
    assert set(request.asset_selection) == {landing_key("simulator", "orders"), landing_key("simulator", "cases")}
    assert request.tags["dagster/asset_partition_range_start"] == "2026-03-02"
    assert request.tags["dagster/asset_partition_range_end"] == "2026-03-04"


def test_files_that_were_asked_for_are_not_asked_for_again(with_files: Settings) -> None:
    again = tick(with_files, tick(with_files).cursor)
    assert isinstance(again, dg.SkipReason)


def test_a_file_that_changes_is_asked_for_again(with_files: Settings) -> None:
    cursor = tick(with_files).cursor
    file = next(with_files.extracts_of("simulator").glob("*"))
    os.utime(file, (1, 1))
    assert len(tick(with_files, cursor).run_requests) == 1
    assert json.loads(cursor).keys() == {"simulator"}


def test_files_in_doubt_are_asked_for_once_and_then_told_at_every_look(with_files: Settings) -> None:
    folder = with_files.extracts_of("simulator")
    for name in ("orders_20260303.csv", "orders_2026-02-31.csv"):
        (folder / name).write_text("id\n")
    asked = tick(with_files)
    assert len(asked.run_requests) == 1
    said = str(tick(with_files, asked.cursor).skip_message)
    assert said.startswith("No file is new.\n")
    assert "both deliver 2026-03-03 of simulator.orders; keep one." in said
    assert "2026-02-31 in the file's name is not a date" in said


def test_without_anything_landed_no_build_is_asked_for(settings: Settings) -> None:
    answer = automation.request_build(settings, "run")
    assert isinstance(answer, dg.SkipReason)
    assert "Nothing is landed yet" in str(answer.skip_message)


def verdict(found: Found) -> dg.AssetCheckResult:
    spec = dg.AssetCheckSpec("rule", asset=dg.AssetKey("contacts"))
    return check_result(spec, "contact.phone_present", found)


def test_a_rule_without_failures_passes() -> None:
    assert verdict(Found(True, "", 10, 0)).passed


def test_a_rule_with_failures_warns_and_tells_how_to_find_them() -> None:
    result = verdict(Found(True, "", 10, 3))
    assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "rule_id = 'contact.phone_present'" in str(result.metadata["failing_records"].value)


@pytest.mark.parametrize("found", [Found(False, "Column phone is missing.", 0, 0), quality.NOT_JUDGED])
def test_a_rule_that_was_not_assessed_never_passes(found: Found) -> None:
    result = verdict(found)
    assert not result.passed
    assert result.metadata["not_assessed"].value == found.reason
