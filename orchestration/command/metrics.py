"""`scorehouse metrics`: the additive KPIs as metrics of MetricFlow, which `mf query` asks of the published copy.

What a KPI is stands in the copy itself, so that a project is written for whatever is published. It reads the
components, person by person and day by day, and not the values: both must come to the same.
"""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.build import publishing as publish
from orchestration.build.publishing import DATABASE
from orchestration.disk.aside import replace_text
from orchestration.errors import ScorehouseError
from orchestration.quoting import literal
from orchestration.settings import Settings

_FACT, _CALENDAR, _ENTITY = "fct_kpi_components", "dim_date", "component"
_KEY = "concat_ws('|', component, source, system, person_id, date)"
_BY = ("source", "system", "person_id", "team_id", "current_team_id", "office_id", "role")
# Of different things, counted anew for each person and period, nothing can be summed.
_ASKED = """
    with uncountable as (select numerator from kpi.dim_kpi where kind = 'distinct')
    select kpi_id, name_en, definition, kind, numerator, denominator from kpi.dim_kpi
    where kind in ('ratio', 'quotient', 'sum') and list_has_any(string_split(subjects, ', '), ['company', 'person'])
        and numerator not in (from uncountable) and denominator not in (from uncountable)
    order by kpi_id
"""
_SCHEMA_AS_NAMED = "{% macro generate_schema_name(name, node) %}{{ name }}{% endmacro %}\n"
Written = dict[str, Any]


def metrics(settings: Settings) -> str:
    """Write the project and have dbt read it; how to ask.

    Raises:
        ScorehouseError: Nothing is published, or the extra is not installed.
    """
    if not importlib.util.find_spec("dbt_metricflow"):
        raise ScorehouseError("Metrics need dbt-metricflow: pip install -c constraints.txt -e '.[metrics]'.")
    folder = publish.to_be_read(settings)
    with duckdb.connect(folder / DATABASE, read_only=True) as marts:
        kpis: list[tuple[str, ...]] = marts.execute(_ASKED).fetchall()
    for name, text in _files(settings.published / "current" / DATABASE, kpis):
        replace_text(settings.metrics / name, text)
    _read_by_dbt(settings.metrics)
    ask = f"{Path(sys.executable).with_name('mf')} query"
    return "\n".join(
        [
            f"{len(kpis)} metrics are in {settings.metrics}. Ask there, for example:",
            f"  cd {settings.metrics}",
            f"  {ask} --metrics {kpis[0][0]} --group-by metric_time__month,{_ENTITY}__source",
            f"Each is asked by day, week, month, quarter or year, and by {_ENTITY}__ and {', '.join(_BY)}.",
        ]
    )


def _files(database: Path, kpis: list[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Names and texts of the project's files."""
    project = {"name": "scorehouse_metrics", "profile": "published", "models": {"+database": "published"}}
    copy = {"path": str(database), "alias": "published", "read_only": True}
    output = {"type": "duckdb", "path": ":memory:", "attach": [copy]}
    yield "dbt_project.yml", _yaml(project)
    yield "profiles.yml", _yaml({"published": {"target": "duckdb", "outputs": {"duckdb": output}}})
    yield "macros/generate_schema_name.sql", _SCHEMA_AS_NAMED
    # The tables are there: dbt never builds them, it only has to know where they are.
    for name, schema in ((_FACT, "kpi"), (_CALENDAR, "core")):
        yield f"models/{name}.sql", f"{{{{ config(schema='{schema}') }}}}\nselect 1\n"
    yield "models/metrics.yml", _yaml(_declared(kpis))


def _declared(kpis: list[tuple[str, ...]]) -> Written:
    components = sorted({name for *_, numerator, denominator in kpis for name in (numerator, denominator)})
    calendar = {
        "name": _CALENDAR,
        "time_spine": {"standard_granularity_column": "date"},
        "columns": [{"name": "date", "granularity": "day"}],
    }
    day = {"name": "date", "type": "time", "type_params": {"time_granularity": "day"}}
    model = {
        "name": "kpi_components",
        "model": f"ref('{_FACT}')",
        "defaults": {"agg_time_dimension": "date"},
        "entities": [{"name": _ENTITY, "type": "primary", "expr": _KEY}],
        "dimensions": [
            day,
            {"name": "name", "type": "categorical", "expr": "component"},
            *({"name": name, "type": "categorical"} for name in _BY),
        ],
        "measures": [{"name": "value", "agg": "sum"}],
    }
    parts = [_sum_of(f"component_{name}", f"Component {name}", "A part of KPIs.", name) for name in components]
    return {"models": [calendar], "semantic_models": [model], "metrics": [*parts, *map(_metric, kpis)]}


def _metric(kpi: tuple[str, ...]) -> Written:
    name, label, definition, kind, numerator, denominator = kpi
    if kind == "sum":
        return _sum_of(name, label, definition, numerator)
    parts = {"numerator": f"component_{numerator}", "denominator": f"component_{denominator}"}
    return {"name": name, "label": label, "description": definition, "type": "ratio", "type_params": parts}


def _sum_of(name: str, label: str, description: str, component: str) -> Written:
    return {
        "name": name,
        "label": label,
        "description": description,
        "type": "simple",
        "type_params": {"measure": {"name": "value", "fill_nulls_with": 0}},
        "filter": f"{{{{ Dimension('{_ENTITY}__name') }}}} = {literal(component)}",
    }


def _yaml(content: Written) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def _read_by_dbt(folder: Path) -> None:
    from dbt.cli.main import dbtRunner

    where = ["--project-dir", str(folder), "--profiles-dir", str(folder), "--target-path", str(folder / "target")]
    quiet = ["--log-level", "none", "--log-level-file", "none", "--log-path", str(folder / "logs")]
    outcome = dbtRunner().invoke(["parse", *where, *quiet, "--no-send-anonymous-usage-stats"])
    if not outcome.success:
        raise ScorehouseError(f"dbt could not read the metrics in {folder}: {outcome.exception}.")
