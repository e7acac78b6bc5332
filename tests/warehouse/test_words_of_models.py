"""The law of words: models say nothing in DuckDB's SQL that Spark is not known to answer alike.

What the macros of engine.sql write for DuckDB they write otherwise for Spark, so it is left out here. A build on Spark
refuses the same constructs; this is told without one.
"""

import re

import pytest
from compiled_models import compiled_models
from sqlglot import exp
from warehouse_home import Home

from engines.dialect.errors import DialectError
from engines.dialect.statements import parsed, translated
from engines.dialect.traps import SAME, found
from orchestration.settings import PROJECT

_MACROS = PROJECT / "dbt_project/macros/engine.sql"
_FOR_DUCKDB = re.compile(r"macro duckdb__\w+\([^)]*\)\s*%\}(.*?)\{%-?\s*endmacro", re.DOTALL)
OF_ENGINES = {word for body in _FOR_DUCKDB.findall(_MACROS.read_text("utf-8")) for word in re.findall(r"(\w+)\(", body)}
# How SQLGlot calls two of them.
OF_ENGINES |= {"datediff", "percentile_cont"}


def refused(sql: str, raw: str = "") -> list[str]:
    """What stands in a compiled model that Spark would not answer alike, a sentence each."""
    try:
        tree = exp.Subquery(this=parsed(sql))
        for node in list(tree.find_all(exp.Func, exp.Bracket, exp.Table))[::-1]:
            if isinstance(node, exp.Table) and isinstance(node.this, exp.Func):
                node.set("this", exp.to_identifier("files"))  # which the adapter shows as a table
            elif _name(node) in OF_ENGINES - SAME or (isinstance(node, exp.Bracket) and "element(" in raw):
                node.replace(exp.func("coalesce", *[one.copy() for one in node.iter_expressions()], exp.Null()))
        told = list(found(tree.this))
        if not told:
            translated(tree.this.sql("duckdb"))
    except DialectError as error:
        return [str(error)]
    return told


def _name(node: exp.Expr) -> str:
    if not isinstance(node, exp.Func):
        return ""
    if isinstance(node, exp.DateDiff) and str(node.args.get("unit")).lower() != "second":
        return ""  # the macro counts seconds
    return node.name.lower() if isinstance(node, exp.Anonymous) else node.sql_name().lower()


def test_every_model_is_in_words_that_mean_the_same_to_every_engine(at_work: Home) -> None:
    models = list(compiled_models(at_work))
    assert len(models) > 150
    told = [
        f"dbt_project/{node['original_file_path']}: {sentence}"
        for node, sql in models
        for sentence in refused(sql, node["raw_code"])
    ]
    assert told == [], "\n".join(told)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select strptime(a, '%d/%m/%Y') as b from t", "STR"),
        ("select * exclude (a) from t", "name the columns"),
        ("select a[n] from t", "the macro element"),
        ("select date_diff('day', a, b) from t", "put it into engine.sql"),
        ("select hash(t.a, strptime(b, '%d')) from t", "STR"),
        ("select a from", "cannot be read"),
    ],
)
def test_a_word_that_engines_read_differently_is_told(sql: str, told: str) -> None:
    assert told in " ".join(refused(sql))


def test_what_macros_write_for_each_engine_is_not_told() -> None:
    assert refused("select hash(t.a), timezone('UTC', b), to_seconds(c) from t") == []
    assert refused("select a[n] from t", "select {{ element('a', 'n') }} from t") == []
