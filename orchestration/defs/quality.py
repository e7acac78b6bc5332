"""The judgement of the rules as assets, and one asset check per rule on the relation it judges.

A rule that could not be assessed never passes. Judging, and what a rule tolerates, belong to `expectations`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
import duckdb

from expectations.rules import SUITES, Rule, Suite
from expectations.standing import DAYS, DAYS_BEFORE, Standing, standings
from orchestration.build import steps as building
from orchestration.build.steps import Build
from orchestration.defs.resources import Reporter
from orchestration.defs.transform import Event, Translator, owners
from orchestration.settings import Settings

GROUP = "judged"


def judged_specs(manifest: Mapping[str, Any], translator: Translator) -> list[dg.AssetSpec]:
    """The tables of the judged file, made by judging the canonical relations."""
    relations = sorted({suite.relation for suite in SUITES})
    return [
        dg.AssetSpec(
            translator.get_asset_key(source),
            group_name=GROUP,
            description=source["description"],
            owners=owners(manifest, GROUP),
            kinds={"duckdb", "greatexpectations"},
            deps=[relation_key(manifest, translator, relation) for relation in relations],
        )
        for source in manifest["sources"].values()
        if source["source_name"] == GROUP
    ]


def judge(
    judged: Sequence[dg.AssetSpec],
    settings: Settings,
    reporter: Reporter,
    build: Build,
    tell: Callable[[str], None],
) -> Iterator[Event]:
    """Judge what a build has touched."""
    with reporter.stage("Judging the rules") as outcome:
        verdicts = building.judge(settings, build, tell)
        asked = sum(verdict.evaluated for verdict in verdicts)
        failed = sum(verdict.failed for verdict in verdicts)
        outcome(f"{len(verdicts)} rules asked {asked:,} times, {failed:,} failures")
    for spec in judged:
        yield dg.AssetMaterialization(spec.key)


def rule_specs(manifest: Mapping[str, Any], translator: Translator) -> dict[str, dg.AssetCheckSpec]:
    """One check per rule, by its id."""
    return {
        rule.rule_id: dg.AssetCheckSpec(
            check_name(rule.rule_id),
            asset=relation_key(manifest, translator, suite.relation),
            description=f"{rule.name_en} ({rule.name_zh}). Warns above {rule.tolerated:.0%} of the last {DAYS} days.",
            metadata={"rule": rule.rule_id, "dimension": rule.dimension, "version": rule.version},
        )
        for suite, rule in all_rules()
    }


def evaluations(specs: Mapping[str, dg.AssetCheckSpec], settings: Settings) -> Iterator[Event]:
    """What the last judgement says of every rule."""
    found = {}
    if settings.judged.exists():
        with duckdb.connect(settings.judged, read_only=True) as connection:
            found = standings(connection)
    for _, rule in all_rules():
        yield evaluation(specs[rule.rule_id].key, rule, found.get(rule.rule_id, Standing()))


def evaluation(key: dg.AssetCheckKey, rule: Rule, standing: Standing) -> dg.AssetCheckEvaluation:
    """A rule's standing as a check: passed only where it was assessed and lately no more fail than it tolerates."""
    metadata: dict[str, Any] = {
        "evaluated": standing.total.evaluated,
        "failed": standing.total.failed,
        "warns_above": rule.tolerated,
    }
    if standing.is_assessed:
        metadata["failing_rate"] = standing.lately.rate
        if standing.before.evaluated:
            metadata["failing_rate_before"] = standing.before.rate
        query = f"select * from failures where rule_id = '{rule.rule_id}' order by extract_date desc, record_id"
        metadata["failing_records"] = dg.MetadataValue.md(f"In `judged.duckdb`:\n```sql\n{query}\n```")
        description = sentence(standing)
    else:
        metadata["not_assessed"] = standing.reason
        description = f"Not assessed: {standing.reason}"
    return dg.AssetCheckEvaluation(
        key.asset_key,
        key.name,
        passed=standing.is_assessed and standing.lately.rate <= rule.tolerated,
        severity=dg.AssetCheckSeverity.WARN,
        description=description,
        metadata=metadata,
    )


def sentence(standing: Standing) -> str:
    """What fails lately, and whether it becomes more."""
    lately, before = standing.lately, standing.before
    said = f"{lately.failed:,} of {lately.evaluated:,} fail in the last {DAYS} days, {lately.rate:.1%}"
    if standing.trend == "new":
        return f"{said}; nothing before to compare."
    return f"{said}; {before.rate:.1%} in the {DAYS_BEFORE} days before: {standing.trend}."


def all_rules() -> Iterator[tuple[Suite, Rule]]:
    """Every declared rule with its suite."""
    return ((suite, rule) for suite in SUITES for rule in suite.rules)


def check_name(rule_id: str) -> str:
    """A rule's id as Dagster allows names."""
    return rule_id.replace(".", "__")


def relation_key(manifest: Mapping[str, Any], translator: Translator, relation: str) -> dg.AssetKey:
    """The asset of a model by its name."""
    nodes = manifest["nodes"].values()
    return next(
        translator.get_asset_key(node) for node in nodes if (node["resource_type"], node["name"]) == ("model", relation)
    )
