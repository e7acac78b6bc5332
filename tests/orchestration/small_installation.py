"""A whole installation that runs in seconds: two entities, one rule, six models, and all of the product's Python.

What a run does when it is killed, fails or finds nothing new does not depend on how many models it builds; so that is
tried here, and figures are tried on the real project. Its models are of every kind that a build treats apart: one that
adds what is new, one that reads what the rules found, and public ones, whole and by month.
"""

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent

from orchestration.settings import PROJECT

SOURCE = "till"
FIRST, DAYS = date(2026, 3, 2), 4
ALL_BUT_LAST, LAST = str(FIRST + timedelta(DAYS - 2)), str(FIRST + timedelta(DAYS - 1))
VISITORS, SALES_A_DAY = 40, 60

_RULE = """

SUITES = (
    Suite("sales", "int_sales", "sales", (
        complete("sale.visitor_present", present("visitor_id"), 1, CRITICAL, "The visitor is named", "已填写访客"),
    ), versioned=False),
)
"""
_FILES = {
    "dbt_project.yml": """
        name: scorehouse
        profile: scorehouse
        model-paths: [models]
        macro-paths: [macros]
        test-paths: [tests]
        vars:
          as_of: "9999-12-31 00:00:00"
          since: "0001-01-01"
          spark_tables: "{{ env_var('SCOREHOUSE_SPARK_TABLES') }}"
        on-run-start: ["{{ show_files() }}"]
        sources:
          scorehouse:
            staging:
              +external_location: >-
                read_parquet('{{ env_var("SCOREHOUSE_HOME") }}/compacted/{schema}/{name}/*.parquet',
                union_by_name = true)
        models:
          scorehouse:
            +materialized: table
            judged: {+tags: [judged]}
        flags: {send_anonymous_usage_stats: false}
        """,
    "models/staging/till/_till__sources.yml": """
        sources:
          - name: till
            description: A till.
            config:
              meta: {connector: files, time_zone: Asia/Shanghai, calendar: CN, cutoff: "09:30"}
            tables:
              - name: visitors
                description: One row per visitor.
                config: {meta: {files: "visitors_{extract_date}.csv", delivery: snapshot, key: [visitor_id]}}
                columns:
                  - {name: visitor_id, data_type: varchar}
                  - {name: city, data_type: varchar}
              - name: sales
                description: One row per sale.
                config: {meta: {files: "sales_{extract_date}.csv", delivery: changes, key: [sale_id]}}
                columns:
                  - {name: sale_id, data_type: varchar}
                  - {name: visitor_id, data_type: varchar}
                  - {name: sold_at, data_type: timestamp}
                  - {name: amount, data_type: double}
        """,
    "models/int_sales.sql": """
        {{ config(materialized='incremental', schema='intermediate', unique_key='record_id') }}
        select
            'till' as source,
            sale_id as record_id,
            visitor_id,
            visitor_id as accountable_id,
            cast(sold_at as date) as event_date,
            amount,
            extract_date
        from {{ source('till', 'sales') }}
        where extract_date > date '0001-01-01' and extract_date >= date '{{ var("since") }}'
            and extract_date <= date '{{ var("as_of")[:10] }}'
        """,
    "models/fct_sales.sql": """
        {{ config(schema='core') }}
        select source, record_id as sale_id, visitor_id, event_date, amount, extract_date
        from {{ ref('int_sales') }}
        """,
    "models/fct_extracts.sql": """
        {{ config(schema='core') }}
        select source, entity, extract_date, cutoff_at, rows_landed, rows_rejected
        from {{ source('landing', 'manifests') }}
        where status = 'landed' and cutoff_at <= timestamp '{{ var("as_of") }}'
        """,
    "models/judged/mart_not_assessed.sql": """
        {{ config(schema='quality') }}
        select 'till' as source, rule_id, reason, null::bigint as record_count
        from {{ source('judged', 'validations') }}
        where status = 'not_assessed'
        """,
    "models/judged/fct_defects.sql": """
        {{ config(schema='quality') }}
        select rule_id, source, record_id, extract_date from {{ source('judged', 'failures') }}
        """,
    "models/judged/mart_data_quality.sql": """
        {{ config(schema='kpi') }}
        with sales as (
            select
                sold.source,
                coalesce(sold.accountable_id, '(nobody)') as subject_id,
                date_trunc('month', sold.event_date)::date as period_start,
                count(*) as record_count,
                count(defects.record_id) as failed_count
            from {{ ref('int_sales') }} as sold
            left join {{ ref('fct_defects') }} as defects on sold.record_id = defects.record_id
            group by all
        )

        select
            source, 'person' as subject_type, subject_id, subject_id as subject_name, 'month' as period_type,
            period_start, record_count, failed_count, 0::bigint as waived_count, 0::bigint as platform_fault_count,
            0::bigint as timeliness_assessed_count, record_count as completeness_assessed_count,
            0::bigint as validity_assessed_count, 0::bigint as uniqueness_assessed_count,
            null::double as timeliness_score, 1 - failed_count / record_count as completeness_score,
            null::double as validity_score, null::double as uniqueness_score,
            1 - failed_count / record_count as score, 0.5::double as score_lower_bound,
            case when subject_id = '(nobody)' then 'unattributed' else 'ranked' end as standing,
            row_number() over (order by failed_count, record_count desc, subject_id) as rank
        from sales
        """,
    "models/_models.yml": """
        models:
          - name: int_sales
            description: Sales. One row per sale.
            columns: [{name: record_id, data_tests: [unique, not_null]}]
          - name: fct_sales
            access: public
            description: Sales. One row per sale.
            config: {meta: {month_of: event_date}}
          - {name: fct_extracts, access: public, description: Extracts. One row per entity and day.}
          - {name: mart_not_assessed, access: public, description: Rules that could not be asked. One row per rule.}
          - {name: fct_defects, access: public, description: Sales that break a rule. One row per rule and sale.}
          - {name: mart_data_quality, access: public, description: Scores. One row per person and month.}
        """,
}


def install(folder: Path) -> Path:
    """A checkout with the product's Python and a small dbt project."""
    for part in ("engines", "expectations", "orchestration"):
        shutil.copytree(PROJECT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "dagster.yaml", folder)
    with (folder / "expectations" / "rules.py").open("a", encoding="utf-8") as rules:
        rules.write(_RULE)
    dbt = folder / "dbt_project"
    for file, text in _FILES.items():
        path = dbt / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
    # As they are: what the product's Python writes for dbt to read, and where dbt finds the warehouse.
    macros = [f"macros/{name}.sql" for name in ("engine", "generate_schema_name", "materializations")]
    for file in ("profiles.yml", *macros):
        (dbt / file).parent.mkdir(exist_ok=True)
        shutil.copy(PROJECT / "dbt_project" / file, dbt / file)
    for file in ("staging/landing/_landing.yml", "judged/_judged.yml"):
        declared = (PROJECT / "dbt_project" / "models" / file).read_text(encoding="utf-8").partition("\nmodels:")[0]
        target = dbt / "models" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(declared, encoding="utf-8")
    return folder


def deliver(folder: Path) -> None:
    """The extracts of four days; one sale in ten names no visitor."""
    folder.mkdir(parents=True)
    for number in range(DAYS):
        day = FIRST + timedelta(number)
        visitors = [(f"v{visitor:02}", ("Shanghai", "Wuhan")[visitor % 2]) for visitor in range(VISITORS + number)]
        _write(folder / f"visitors_{day}.csv", ("visitor_id", "city"), visitors)
        first = number * SALES_A_DAY
        sales = [
            (f"s{sale:04}", "" if sale % 10 == 0 else f"v{sale % VISITORS:02}", f"{day} 08:{sale % 60:02}:00", sale / 4)
            for sale in range(first, first + SALES_A_DAY)
        ]
        _write(folder / f"sales_{day}.csv", ("sale_id", "visitor_id", "sold_at", "amount"), sales)


def _write(path: Path, header: tuple[str, ...], rows: list[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
