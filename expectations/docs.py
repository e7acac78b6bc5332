"""Pages about the rules for people: an index of all rules by relation, and a page for each with what fails.

Everything a page needs is in it, so that it is read without the web. It says counts and the keys of records, and no
value of anybody's. How a rule stands is computed in `standing`.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb

from expectations.judged import Count
from expectations.rules import SUITES, Rule, Suite
from expectations.standing import DAYS, DAYS_BEFORE, Standing, standings
from orchestration.disk.aside import ASIDE, draft_text, replace_folder

INDEX = "index.html"
_KEYS_SHOWN = 50
_EXTRACTS_SHOWN = 30
_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2em auto; max-width: 64em; padding: 0 1em;
  color: #222; background: #fff }
table { border-collapse: collapse; width: 100%; margin: .5em 0 2em }
th, td { text-align: left; padding: .2em .8em .2em 0; border-bottom: 1px solid #ddd; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
.warns { color: #a33; font-weight: 600 } .fine { color: #27642c } .unknown { color: #777 }
code { white-space: pre-wrap }
"""
_EVIDENCE = f"""
    select rule_id, source, entity, record_id, extract_date::varchar, event_date::varchar
    from judged.failures
    qualify row_number() over (
        partition by rule_id order by extract_date desc, source, entity, record_id, event_date, accountable_id
    ) <= {_KEYS_SHOWN}
    order by rule_id, extract_date desc, source, entity, record_id, event_date, accountable_id
"""
_BY_EXTRACT = f"""
    with counted as (
        select rule_id, source, extract_date, evaluated_count as asked, 0 as failed from judged.evaluations
        union all
        select rule_id, source, extract_date, 0 as asked, 1 as failed from judged.failures
    )

    select rule_id, source, extract_date::varchar, sum(asked)::bigint, sum(failed)::bigint
    from counted
    group by rule_id, source, extract_date
    qualify row_number() over (partition by rule_id order by extract_date desc, source) <= {_EXTRACTS_SHOWN}
    order by rule_id, extract_date desc, source
"""
Row = Sequence[Any]


def write_pages(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write all pages from the judged file, attached as `judged`: aside first, so that a reader never meets half."""
    found = standings(connection)
    evidence, extracts = _by_rule(connection, _EVIDENCE), _by_rule(connection, _BY_EXTRACT)
    aside = folder.with_name(f"{ASIDE}{folder.name}")
    shutil.rmtree(aside, ignore_errors=True)
    (aside / "rules").mkdir(parents=True)
    _write(aside / INDEX, "Rules", _index(found))
    for suite in SUITES:
        for rule in suite.rules:
            parts = [_rule(suite, rule, found.get(rule.rule_id, Standing()))]
            parts += [_extracts(extracts.get(rule.rule_id, [])), _failures(rule, evidence.get(rule.rule_id, []))]
            _write(aside / _page(rule), rule.rule_id, chain(*parts))
    replace_folder(aside, folder)


def _by_rule(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for rule_id, *row in connection.execute(query).fetchall():
        rows.setdefault(rule_id, []).append(row)
    return rows


def _page(rule: Rule) -> str:
    return f"rules/{rule.rule_id}.html"


def _index(found: dict[str, Standing]) -> Iterator[str]:
    yield "<h1>Rules · 规则</h1>"
    yield f"<p>How many versions of records were asked, and how many fail: over all days, and in the last {DAYS} days "
    yield "of extracts. A rule warns when lately a larger share fails than it tolerates.</p>"
    for suite in SUITES:
        yield f"<h2>{escape(suite.relation)}</h2>"
        rows = [
            (
                f'<a href="{escape(_page(rule))}">{escape(rule.rule_id)}</a>',
                f"{escape(rule.name_en)}<br>{escape(rule.name_zh)}",
                _verdict(rule, standing),
                *_counts(standing.total),
                *_counts(standing.lately),
            )
            for rule in suite.rules
            for standing in [found.get(rule.rule_id, Standing())]
        ]
        yield _table(("rule", "label", "verdict", "asked", "fail", "share", "lately", "fail", "share"), rows, numbers=3)


def _rule(suite: Suite, rule: Rule, standing: Standing) -> Iterator[str]:
    yield f'<p><a href="../{INDEX}">All rules</a></p><h1>{escape(rule.rule_id)}</h1>'
    yield f"<p>{escape(rule.name_en)} · {escape(rule.name_zh)}</p><p>{_verdict(rule, standing)}</p>"
    facts = {
        "judged relation": suite.relation,
        "dimension": rule.dimension,
        "severity": f"{rule.severity}; warns above {rule.tolerated:.0%}",
        "weight": f"{rule.weight:g}",
        "version": str(rule.version),
        "asked of": rule.asked.population,
        "fails if": rule.asked.failing,
        "asked by": rule.asked.expectation,
    }
    yield _table((), [(escape(name), f"<code>{escape(said)}</code>") for name, said in facts.items()])
    spans = {
        "all days": standing.total,
        f"last {DAYS} days": standing.lately,
        f"the {DAYS_BEFORE} days before": standing.before,
    }
    rows = [(name, *_counts(count)) for name, count in spans.items()]
    yield _table(("extracts of", "asked", "fail", "share"), rows, numbers=1)


def _extracts(extracts: list[Row]) -> Iterator[str]:
    yield f"<h2>By extract</h2><p>The last {_EXTRACTS_SHOWN}.</p>"
    rows = [(_text(source), _text(day), *_counts(Count(*counts))) for source, day, *counts in extracts]
    yield _table(("source", "extract", "asked", "fail", "share"), rows, numbers=2)


def _failures(rule: Rule, evidence: list[Row]) -> Iterator[str]:
    query = f"select * from quality.fct_defects where rule_id = '{rule.rule_id}'"
    yield f"<h2>What fails</h2><p>{_KEYS_SHOWN} at most, newest first. All of them, and what became of them:</p>"
    yield f"<p><code>{escape(query)}</code></p>"
    rows = [tuple(map(_text, row)) for row in evidence]
    yield _table(("source", "entity", "record", "extract", "event"), rows)


def _verdict(rule: Rule, standing: Standing) -> str:
    if not standing.is_assessed:
        return f'<span class="unknown">not assessed: {escape(standing.reason)}</span>'
    if standing.lately.rate > rule.tolerated:
        return f'<span class="warns">warns</span>, {standing.trend}'
    return f'<span class="fine">fine</span>, {standing.trend}'


def _counts(count: Count) -> tuple[str, str, str]:
    share = f"{count.rate:.1%}" if count.evaluated else ""
    return f"{count.evaluated:,}", f"{count.failed:,}", share


def _text(value: object) -> str:
    return "" if value is None else escape(str(value))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 9) -> str:
    """A table of HTML; from column `numbers` on there are numbers."""
    lines = [("th", head), *(("td", row) for row in rows)] if head else [("td", row) for row in rows]
    return "\n".join(["<table>", *(_line(tag, cells, numbers) for tag, cells in lines), "</table>\n"])


def _line(tag: str, cells: Sequence[str], numbers: int) -> str:
    marks = [' class="n"' if place >= numbers else "" for place in range(len(cells))]
    return f"<tr>{''.join(f'<{tag}{mark}>{cell}</{tag}>' for cell, mark in zip(cells, marks, strict=True))}</tr>"


def _write(file: Path, title: str, parts: Iterable[str]) -> None:
    head = f'<meta charset="utf-8"><title>{escape(title)} · Scorehouse</title><style>{_STYLE}</style>'
    body = "".join(parts)
    text = f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{body}</body></html>\n'
    draft_text(file, text)
