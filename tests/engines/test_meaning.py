"""Each correction of meaning, by what DuckDB answers and by what Spark is told; and each refusal."""

import duckdb
import pytest

from engines.dialect import meaning
from engines.dialect.errors import DialectError
from engines.dialect.files import place_of, table_over
from engines.dialect.statements import in_sparks_words, translated

# A query, a piece of what Spark is told only because of the correction.
CORRECTED = {
    meaning.divide_as_doubles: ("select a / b from t", "CAST(a AS DOUBLE) / b"),
    meaning.negate_by_subtracting: ("select a * -(b + c) from t", "a * (0 - (b + c))"),
    meaning.average_doubles: ("select avg(a) from t", "AVG(CAST(a AS DOUBLE))"),
    meaning.pass_over_nulls: ("select min_by(a, b) from t", "FILTER(WHERE NOT a IS NULL)"),
    meaning.put_nulls_last_in_keys: ("select min_by(a, (b, c)) from t", "(b IS NULL, b, c IS NULL, c)"),
    meaning.join_texts: ("select concat_ws('/', a, b) from t", "CAST(a AS STRING), CAST(b AS STRING)"),
    meaning.write_windows_out: (
        "select max(a) over (w rows between 1 preceding and current row) from t "
        "window w as (partition by b order by c)",
        "MAX(a) OVER (PARTITION BY b ORDER BY c NULLS LAST rows BETWEEN",
    ),
    meaning.write_qualify_out: (
        "select p.a, p.b as c from p qualify row_number() over (partition by p.a order by p.c) = 1",
        "ORDER BY p.c NULLS LAST",
    ),
    meaning.number_in_bigints: ("select rank() over (order by a) as r from t", "AS BIGINT) AS r"),
    meaning.step_by_months: ("select a - n * interval 2 year from t", "MAKE_INTERVAL((n) * 2)"),
    meaning.say_what_is_grouped: ("select a, count(*) from t group by all", "GROUP BY\n  a"),
    meaning.make_whole_numbers_of_whole_ones: (
        "select cast(sqrt(a) as integer) from t",
        "CAST(BROUND(SQRT(a), 0) AS INT)",
    ),
    meaning.say_iso_weeks: ("select extract(isodow from d) from t", "((DAYOFWEEK(d) + 5) % 7) + 1"),
    meaning.cut_to_instants: (
        "select date_trunc('year', date '2026-03-02')",
        "DATE_TRUNC('YEAR', CAST('2026-03-02' AS",
    ),
    meaning.match_as_a_whole: ("select regexp_full_match(a, 'x|y') from t", r"'^(?:x|y)\\z'"),
    meaning.refer_back_with_a_dollar: (r"select regexp_replace(a, '(x)', '0\1', 'g') from t", "'0$1'"),
    meaning.name_inner_ctes_apart: (
        "with a as (with b as (select 1 as x) select b.x from b), b as (select 2 as x) "
        "select * from a union all select * from b",
        "b_2",
    ),
    meaning.let_the_engine_keep: ("with a as materialized (select b from t) select * from a", "WITH a AS (SELECT"),
    meaning.unroll_recursion: (
        "with recursive w as (select 1 as n union all select n + 1 from w where n < 3) select * from w",
        "FROM w_0 AS w",
    ),
}


def _packed(text: str) -> str:
    """Without white space."""
    return "".join(text.split())


@pytest.mark.parametrize("correction", meaning.CORRECTIONS, ids=lambda correction: correction.__name__)
def test_each_correction_says_what_spark_would_otherwise_not_be_told(correction: meaning.Correction) -> None:
    query, told = CORRECTED[correction]
    others = tuple(one for one in meaning.CORRECTIONS if one is not correction)
    assert _packed(told) in _packed(translated(query))
    assert _packed(told) not in _packed(translated(query, others))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("select (a / b + 1) / c from t", {"CAST(a AS DOUBLE) / b", "/ c"}),
        ("select avg(a / b) from t", {"CAST(a AS DOUBLE) / b"}),
        ("select min_by(a / b, c) from t", {"CAST(a AS DOUBLE) / b"}),
        ("select cast(a / b as integer) from t", {"BROUND(CAST(a AS DOUBLE) / b"}),
        ("select min_by(min_by(a, b), c) from t", {"NOT a IS NULL"}),
    ],
)
def test_what_lies_within_what_is_corrected_is_corrected_too(query: str, wanted: set[str]) -> None:
    told = _packed(translated(query))
    assert {piece for piece in wanted if _packed(piece) not in told} == set()
    assert "a/b" not in told


@pytest.mark.parametrize("whole", ["round(a * 100)", "floor(a / b)"])
def test_what_is_whole_already_is_not_rounded_again(whole: str) -> None:
    said = translated(f"select cast({whole} as bigint) from t")
    assert "AS BIGINT)" in said
    assert not any(word in said for word in ("BROUND", "RAISE_ERROR"))


@pytest.mark.parametrize(
    ("query", "cure"),
    [
        ("select list_aggregate(a, 'sum') from t", "put it into engine.sql"),
        ("select regexp_replace(a, 'x', 'y') from t", "with 'g'"),
        (r"select regexp_replace(a, '(x)', '\1y', 'g') from t", "read another group"),
        ("select strftime(d, '%j') from t", "use %Y"),
        ("select a[n] from t", "the macro element"),
        ("select (a, b) in (select (c, d) from u) from t", "write exists"),
        ("select * exclude (a) from t", "name the columns"),
        ("select extract(dow from d) from t", "use isodow"),
        ("select cast(a / b as varchar) from t", "to a decimal and use decimal_text"),
        ("select a, sum(b) as b from t group by a having sum(abs(b)) > 0", "put its table before it"),
        ("select a in (select b from u) as is_known from t", "join it"),
        ("select cast(a as from t", "cannot be read"),
    ],
)
def test_what_has_no_counterpart_is_refused_with_a_cure(query: str, cure: str) -> None:
    with pytest.raises(DialectError, match=cure):
        translated(query)


@pytest.mark.parametrize(
    "query",
    [
        "select a, sum(b) as b from t group by a having sum(abs(t.b)) > 0",
        "select a, sum(b) as c from t group by a having c > 0",
        "select a from t group by a having max(a) > 0",
        "select a from t where a in (select b from u)",
    ],
)
def test_what_only_looks_like_a_trap_is_translated(query: str) -> None:
    assert translated(query)


def test_the_place_of_a_row_is_counted_by_the_column_where_an_alias_has_its_name() -> None:
    query = "select a, -b as b from (values (1, 1), (2, 2)) t(a, b) qualify row_number() over (order by b) = 1"
    assert duckdb.sql(query).fetchall() == [(1, -1)]
    assert "ORDER BY b NULLS LAST" in translated(query)


@pytest.mark.parametrize(
    ("statement", "sent"),
    [
        ("create table core.x using parquet\n  as\n select a / b from t", "create table core.x using parquet\n  as"),
        (
            "/* dbt */ create or replace view core.x\n as\n with a as (select 1 as b) select * from a",
            "create or replace view",
        ),
        ("create or replace temporary view x as\n select a / b from t", "temporary view x as"),
        ("select count(*) as failures from (\n select a / b from t\n) dbt_internal_test", "CAST(a AS DOUBLE)"),
        ("create table seeds.x (a varchar, b integer) using parquet", "a string, b integer"),
        ("insert into table core.x select `a` from x__dbt_tmp", "insert into table core.x select `a`"),
        ("show table extended in core like '*'", "show table extended in core like '*'"),
        ("drop table if exists core.x", "drop table if exists core.x"),
    ],
)
def test_what_dbt_writes_around_a_query_stays_and_the_query_is_translated(statement: str, sent: str) -> None:
    said = in_sparks_words(statement, lambda _: [])
    assert sent in said
    assert "a / b" not in said.replace("CAST(a AS DOUBLE) / b", "")


def test_the_number_of_a_row_is_not_shown_where_all_columns_are() -> None:
    query = "create view x as select * from t qualify row_number() over (order by a) = 1"
    said = in_sparks_words(query, lambda _: ["a", "b", f"{meaning.RANK}1"])
    assert "select `a`, `b` from (" in said


def test_files_are_a_table_over_their_place() -> None:
    assert table_over("files.x", "read_parquet('/a/*.parquet', union_by_name = true)")[1] == (
        "create table files.x using parquet location '/a/*.parquet'"
    )
    columns = "columns = {a: 'varchar', b: 'timestamp'}"
    assert table_over("files.x", f"read_json('/a', format = 'nd', {columns})")[1] == (
        "create table files.x (a STRING, b TIMESTAMP_NTZ) using json location '/a'"
    )
    assert place_of("read_parquet('/a/*.parquet', union_by_name = true)") == "/a/*.parquet"
    assert place_of(f"read_json('/a', {columns})") == "/a"
    with pytest.raises(DialectError, match="read_parquet or read_json"):
        table_over("files.x", "read_csv('/a')")
