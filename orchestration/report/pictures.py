"""What the report shows: each picture with its title, a sentence that says what it means, and its figures as a table.

A function for each picture; it has nothing to show where nothing was assessed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby

from orchestration.report import drawing
from orchestration.report.asked import PERIODS_SHOWN, Asked, Row, as_text
from orchestration.report.words import say

_PEOPLE_SHOWN = 40
_FEW = 0.8
_DIMENSIONS = ("timeliness", "completeness", "validity", "uniqueness")


@dataclass(frozen=True)
class Picture:
    """A picture as the page shows it.

    Attributes:
        title: What it shows.
        sentence: What it means.
        svg: The drawing.
        columns: Headings of the table of its figures.
        rows: The table.
    """

    title: str
    sentence: str
    svg: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


def pictures(asked: Asked) -> Iterator[Picture]:
    """All that there is to show, in the order of the page."""
    shown: tuple[Callable[[Asked], Iterator[Picture]], ...] = (
        *(_trend, _teams, _people, _pareto, _funnel),
        *(_segments, _cohorts, _half_hours, _kpis),
    )
    for of in shown:
        yield from of(asked)


def _trend(asked: Asked) -> Iterator[Picture]:
    starts = asked.starts()
    told = as_text(starts, asked.period)
    found = asked.rows(
        """
        select period_start, score, timeliness_score, completeness_score, validity_score, uniqueness_score
        from kpi.mart_data_quality
        where source = ? and subject_type = 'company' and period_type = ? and period_start between ? and ?
        order by period_start
        """,
        *(asked.source, asked.period, starts[0], starts[-1]),
    )
    names = {"score": _say(asked, "overall")} | {
        f"{name}_score": asked.label("dimension", name) for name in _DIMENSIONS
    }
    rows = [
        {"when": told[row["period_start"]], "name": name, "value": row[column]}
        for row in found
        for column, name in names.items()
    ]
    if any(row["value"] is not None for row in rows):
        yield Picture(
            _say(asked, "trend"),
            _say(asked, "trend_says"),
            drawing.svg(drawing.lines(rows, "when", "value", "name", list(names.values()))),
            _heads(asked, "period", "dimension", "score"),
            [(row["when"], row["name"], _share(asked, row["value"])) for row in rows],
        )


def _teams(asked: Asked) -> Iterator[Picture]:
    rows = _scored(asked, "team", "score is not null")
    if len(rows) > 1:
        yield _intervals(asked, "teams", "team", rows, _say(asked, "teams_says"))


def _people(asked: Asked) -> Iterator[Picture]:
    rows = _scored(asked, "person", "standing = 'ranked'")
    if rows:
        shown = rows[:_PEOPLE_SHOWN]
        more = len(rows) - len(shown)
        left_out = _say(asked, "not_shown", count=more) if more else ""
        yield _intervals(asked, "people", "person", shown, _say(asked, "people_says", left_out=left_out).strip())


def _scored(asked: Asked, subject: str, condition: str) -> list[Row]:
    return asked.rows(
        f"""
        select
            coalesce(subject_name, subject_id) || case
                when count(*) over (partition by coalesce(subject_name, subject_id)) > 1 then ' (' || subject_id || ')'
                else ''
            end as name,
            score, score_lower_bound as low, score_upper_bound as high, record_count
        from kpi.mart_data_quality
        where source = ? and subject_type = ? and period_type = ? and period_start = ? and {condition}
        order by score_lower_bound desc nulls last, subject_id
        """,
        *(asked.source, subject, asked.period, asked.start),
    )


def _intervals(asked: Asked, title: str, subject: str, rows: Sequence[Row], sentence: str) -> Picture:
    return Picture(
        _say(asked, title),
        sentence,
        drawing.svg(drawing.intervals(rows, "name", "score", "low", "high")),
        _heads(asked, subject, "score", "at_least", "at_most", "records"),
        [
            (row["name"], *(_share(asked, row[name]) for name in ("score", "low", "high")), row["record_count"])
            for row in rows
        ],
    )


def _pareto(asked: Asked) -> Iterator[Picture]:
    rows = asked.rows(
        """
        with rules as (select rule_id, min($name) as rule from quality.dim_rule group by rule_id)

        select rules.rule as name, cast(sum(results.failed_count) as bigint) as failed
        from quality.fct_rule_results as results
        inner join rules on results.rule_id = rules.rule_id
        where results.company = ? and date_trunc(?, results.event_date) = ?
        group by rules.rule
        having sum(results.failed_count) > 0
        order by failed desc, name
        """,
        *(asked.source, asked.period, asked.start),
    )
    total = sum(row["failed"] for row in rows)
    for row, so_far in zip(rows, accumulate(row["failed"] for row in rows), strict=True):
        row["share"] = so_far / total
    if rows:
        few = next(number for number, row in enumerate(rows, 1) if row["share"] >= _FEW)
        share = _share(asked, rows[few - 1]["share"])
        sentence = _say(asked, "pareto_says", few=few, all=len(rows), share=share, failed=f"{total:,}")
        yield Picture(
            _say(asked, "pareto"),
            sentence,
            drawing.svg(drawing.pareto(rows, "name", "failed", "share")),
            _heads(asked, "rule", "failed", "share"),
            [(row["name"], row["failed"], _share(asked, row["share"])) for row in rows],
        )


def _funnel(asked: Asked) -> Iterator[Picture]:
    """Deals that never were in a stage by a change of stage are not in it: a source that sends none has no funnel."""
    opened = """
        select source, opportunity_id from core.fct_opportunities
        where company = ? and not is_deleted and date_trunc(?, opened_date) = ?
    """
    values = (asked.source, asked.period, asked.start)
    rows = asked.rows(
        f"""
        select changes.to_stage as stage, count(distinct (changes.source, changes.opportunity_id)) as deals
        from core.fct_opportunity_stage_changes as changes
        inner join ({opened}) as opened
            on changes.source = opened.source and changes.opportunity_id = opened.opportunity_id
        where not changes.is_deleted and changes.to_stage is not null
        group by changes.to_stage
        order by deals desc, stage
        """,
        *values,
    )
    if rows:
        (count,) = asked.rows(f"select count(*) as deals from ({opened})", *values)
        named = [{"name": asked.label("stage", row["stage"]), "deals": row["deals"]} for row in rows]
        yield Picture(
            _say(asked, "funnel"),
            _say(asked, "funnel_says", count=f"{count['deals']:,}"),
            drawing.svg(drawing.bars(named, "name", "deals")),
            _heads(asked, "stage", "deals"),
            [(row["name"], row["deals"]) for row in named],
        )


def _segments(asked: Asked) -> Iterator[Picture]:
    month = _last_month_of_customers(asked)
    of_month = "from kpi.fct_customer_months where company = ? and month_start = ? and customer_segment is not null"
    rows = asked.rows(
        f"""
        select frequency_quintile as across, recency_quintile as down, count(*) as value {of_month}
        group by all order by recency_quintile desc, frequency_quintile
        """,
        *(asked.source, month),
    )
    if rows:
        segments = asked.rows(
            f"""
            select customer_segment, count(*) as customers, sum(window_sales_amount) as net_sales {of_month}
            group by all order by customers desc, customer_segment
            """,
            *(asked.source, month),
        )
        titles = (_say(asked, "frequency"), _say(asked, "recency"))
        drawn = drawing.heat(rows, titles, shares=False)
        yield Picture(
            _say(asked, "rfm"),
            _say(asked, "rfm_says", month=f"{month:%Y-%m}"),
            drawing.svg(drawn),
            _heads(asked, "segment", "customers", "net_sales"),
            [
                (asked.label("customer_segment", row["customer_segment"]), row["customers"], f"{row['net_sales']:,.2f}")
                for row in segments
            ],
        )


def _cohorts(asked: Asked) -> Iterator[Picture]:
    found = asked.rows(
        """
        select
            datediff('month', date_trunc('month', first_ordered_date), month_start) as across,
            strftime(first_ordered_date, '%Y-%m') as down,
            count(*) filter (where is_current) / count(*) as value
        from kpi.fct_customer_months
        where company = ? and month_start <= ? and first_ordered_date >= cast(? as date) - to_months(?)
        group by all
        order by down, across
        """,
        *(asked.source, month := _last_month_of_customers(asked), month, PERIODS_SHOWN - 1),
    )
    if found:
        cohorts, ages = (sorted({row[name] for row in found}) for name in ("down", "across"))
        shares = {(row["down"], row["across"]): row["value"] for row in found}
        drawn = drawing.heat(found, (_say(asked, "months_later"), ""), shares=True)
        yield Picture(
            _say(asked, "cohorts"),
            _say(asked, "cohorts_says"),
            drawing.svg(drawn),
            (_say(asked, "cohort"), *ages),
            [(cohort, *(_share_or_blank(shares.get((cohort, age))) for age in ages)) for cohort in cohorts],
        )


def _half_hours(asked: Asked) -> Iterator[Picture]:
    rows = asked.rows(
        """
        select figures.subject_id as half_hour, kpis.$name as name, figures.value, figures.denominator as calls
        from kpi.kpi_values as figures
        inner join kpi.dim_kpi as kpis on figures.kpi_id = kpis.kpi_id
        where figures.source = ? and figures.subject_type = 'half_hour' and figures.period_type = ?
            and figures.period_start = ? and figures.kpi_id in ('service_level_rate', 'abandonment_rate')
            and figures.subject_id != '(none)'
        order by figures.subject_id, kpis.kpi_id desc
        """,
        *(asked.source, asked.period, asked.start),
    )
    if rows:
        names = list(dict.fromkeys(row["name"] for row in rows))
        yield Picture(
            _say(asked, "half_hours"),
            _say(asked, "half_hours_says"),
            drawing.svg(drawing.lines(rows, "half_hour", "value", "name", names)),
            _heads(asked, "half_hour", "kpi", "value", "calls"),
            [(row["half_hour"], row["name"], _share(asked, row["value"]), f"{row['calls']:,.0f}") for row in rows],
        )


def _last_month_of_customers(asked: Asked) -> date | None:
    """First day of the last month in the period at whose end customers were looked at."""
    (row,) = asked.rows(
        """
        select max(month_start) as month_start from kpi.fct_customer_months
        where company = ? and date_trunc(?, month_start) = ?
        """,
        *(asked.source, asked.period, asked.start),
    )
    month: date | None = row["month_start"]
    return month


def _kpis(asked: Asked) -> Iterator[Picture]:
    """A picture for each area, with all of its KPIs that have a value in the period."""
    starts = asked.starts()
    told = as_text(starts, asked.period)
    found = asked.rows(
        """
        select kpis.area, kpis.kpi_id, kpis.$name as name, kpis.unit, figures.currency, figures.period_start,
            figures.value
        from kpi.kpi_values as figures
        inner join kpi.dim_kpi as kpis on figures.kpi_id = kpis.kpi_id
        where figures.source = ? and figures.subject_type = 'company' and figures.period_type = ?
            and figures.period_start between ? and ?
        order by kpis.area, kpis.number, kpis.kpi_id, figures.period_start
        """,
        *(asked.source, asked.period, starts[0], starts[-1]),
    )
    sentence = _say(asked, "kpis_says")
    for area, of_area in groupby(found, key=lambda row: str(row["area"])):
        kpis = [_kpi(asked, list(rows), told) for _, rows in groupby(of_area, key=lambda row: str(row["kpi_id"]))]
        series = [kpi for kpi in kpis if kpi[-1][-1]["value"] is not None]
        if series:
            yield Picture(
                asked.label("area", area),
                sentence,
                drawing.svg(drawing.small_multiples(series, "when", "value")),
                (_say(asked, "kpi"), *told.values()),
                [
                    (name, *(_figure(asked, row["value"], is_share) for row in rows))
                    for name, _, is_share, rows in series
                ],
            )
            sentence = ""  # is said once


def _kpi(asked: Asked, found: Sequence[Row], told: Mapping[date, str]) -> tuple[str, str, bool, list[Row]]:
    """Name, last value as it is written, whether it is a share, and its value in each period."""
    one = found[0]
    values = {row["period_start"]: row["value"] for row in found}
    in_unit = "" if one["unit"] in ("rate", "count") else f", {one['currency'] or asked.label('unit', one['unit'])}"
    last = _figure(asked, values.get(asked.start), one["unit"] == "rate")
    rows = [{"when": when, "value": values.get(start)} for start, when in told.items()]
    return f"{one['name']}{in_unit}", last, one["unit"] == "rate", rows


def _heads(asked: Asked, *words: str) -> list[str]:
    return [_say(asked, word) for word in words]


def _say(asked: Asked, word: str, **filled: object) -> str:
    return say(word, asked.language, **filled)


def _share(asked: Asked, value: float | None) -> str:
    return _say(asked, "none") if value is None else f"{value:.1%}"


def _share_or_blank(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _figure(asked: Asked, value: float | None, is_share: bool) -> str:
    if value is None or is_share:
        return _share(asked, value)
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.3g}"
