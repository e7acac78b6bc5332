"""The judgement of the rules as assets, and one asset check per rule on the relation it judges.

A rule that could not be assessed never passes. Judging belongs to `expectations`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import dagster as dg
import duckdb

from expectations.rules import SUITES, Rule, Suite
from orchestration.build import steps as building
from orchestration.defs.resources import WAREHOUSE_POOL, Reporter, step_of_build
from orchestration.defs.transform import Translator, build_id
from orchestration.settings import Settings

GROUP = "judged"


@dataclass(frozen=True)
class Found:
    """What the last judgement says of a rule, over all days."""

    is_assessed: bool
    reason: str
    evaluated: int
    failed: int


NOT_JUDGED = Found(is_assessed=False, reason="The rule was not judged.", evaluated=0, failed=0)


def judgement(manifest: Mapping[str, Any], translator: Translator) -> dg.AssetsDefinition:
    """The tables of the judged file, made by judging the canonical relations."""
    relations = {suite.relation for suite in SUITES}
    specs = [
        dg.AssetSpec(
            translator.get_asset_key(source),
            group_name=GROUP,
            description=source["description"],
            owners=["data-office@example.com"],
            kinds={"duckdb", "greatexpectations"},
            deps=[relation_key(manifest, translator, relation) for relation in sorted(relations)],
        )
        for source in manifest["sources"].values()
        if source["source_name"] == GROUP
    ]

    @dg.multi_asset(name="judgement", specs=specs, pool=WAREHOUSE_POOL)
    def judge(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        reporter: dg.ResourceParam[Reporter],
    ) -> Iterator[dg.MaterializeResult[None]]:
        with step_of_build(settings, build_id(context)):
            build = building.under_way(settings, build_id(context))
            with reporter.stage("Judging the rules") as outcome:
                verdicts = building.judge(settings, build, context.log.debug)
                asked = sum(verdict.evaluated for verdict in verdicts)
                failed = sum(verdict.failed for verdict in verdicts)
                outcome(f"{len(verdicts)} rules asked {asked:,} times, {failed:,} failures")
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    return judge


def rule_checks(manifest: Mapping[str, Any], translator: Translator) -> dg.AssetChecksDefinition:
    """One check per rule, told from what the judgement stored."""
    validations = next(
        translator.get_asset_key(source)
        for source in manifest["sources"].values()
        if (source["source_name"], source["name"]) == (GROUP, "validations")
    )
    specs = {
        rule.rule_id: dg.AssetCheckSpec(
            check_name(rule.rule_id),
            asset=relation_key(manifest, translator, suite.relation),
            additional_deps=[validations],
            description=f"{rule.name_en} ({rule.name_zh})",
            metadata={"rule": rule.rule_id, "dimension": rule.dimension, "version": rule.version},
        )
        for suite, rule in all_rules()
    }

    @dg.multi_asset_check(name="rules", specs=list(specs.values()), pool=WAREHOUSE_POOL)
    def rules(settings: dg.ResourceParam[Settings]) -> Iterator[dg.AssetCheckResult]:
        found = _validations(settings)
        for rule_id, spec in specs.items():
            yield check_result(spec, rule_id, found.get(rule_id, NOT_JUDGED))

    return rules


def all_rules() -> Iterator[tuple[Suite, Rule]]:
    """Every declared rule with its suite."""
    return ((suite, rule) for suite in SUITES for rule in suite.rules)


def check_name(rule_id: str) -> str:
    """A rule's id as Dagster allows names."""
    return rule_id.replace(".", "__")


def check_result(spec: dg.AssetCheckSpec, rule_id: str, found: Found) -> dg.AssetCheckResult:
    """What a rule's verdict is as a check: passed only where it was assessed and nothing fails."""
    metadata: dict[str, Any] = {"evaluated": found.evaluated, "failed": found.failed}
    if found.is_assessed:
        query = f"select * from failures where rule_id = '{rule_id}'"
        metadata["failing_records"] = dg.MetadataValue.md(f"In `judged.duckdb`:\n```sql\n{query}\n```")
        description = f"{found.failed:,} of {found.evaluated:,} fail"
    else:
        metadata["not_assessed"] = found.reason
        description = f"Not assessed: {found.reason}"
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=found.is_assessed and found.failed == 0,
        severity=dg.AssetCheckSeverity.WARN,
        description=description,
        metadata=metadata,
    )


def relation_key(manifest: Mapping[str, Any], translator: Translator, relation: str) -> dg.AssetKey:
    """The asset of a model by its name."""
    nodes = manifest["nodes"].values()
    return next(
        translator.get_asset_key(node) for node in nodes if (node["resource_type"], node["name"]) == ("model", relation)
    )


def _validations(settings: Settings) -> dict[str, Found]:
    with duckdb.connect(settings.judged, read_only=True) as connection:
        rows = connection.execute(
            "select rule_id, status = 'assessed', reason, evaluated_count, failed_count from validations"
        ).fetchall()
    return {rule_id: Found(*facts) for rule_id, *facts in rows}
