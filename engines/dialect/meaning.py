"""What DuckDB and Spark answer differently although both take the same words, corrected on the parsed statement.

One function a difference. A difference that Spark reports as an error belongs here as well where there is one way to
say it in Spark; what has none is refused in `traps`.
"""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TypeVar

from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types

# How the columns begin that only the translation needs; no column of the project does.
RANK = "place_of_row_"
# How many steps of a recursive query are written out.
STEPS = 12
Node = TypeVar("Node", bound=exp.Expr)
Correction = Callable[[exp.Expr], None]
_FLOATING = (exp.DType.DOUBLE, exp.DType.FLOAT)
_WHOLE = (exp.Floor, exp.Round)


def _inner_first(nodes: Iterable[Node]) -> list[Node]:
    """What lies within another one comes before it: a correction may put a copy of its operand in its place."""
    return list(nodes)[::-1]


def divide_as_doubles(tree: exp.Expr) -> None:
    """Spark divides decimals into a decimal of limited scale, DuckDB whatever it divides into a double."""
    for division in _inner_first(tree.find_all(exp.Div)):
        if not division.this.is_type("double"):
            division.set("this", exp.cast(division.this, "double"))


def negate_by_subtracting(tree: exp.Expr) -> None:
    """Sail's negative of a decimal is one with ten decimals, whatever it was before, and breaks what is made of it."""
    for negative in _inner_first(tree.find_all(exp.Neg)):
        if not isinstance(negative.this, exp.Literal | exp.Interval):
            negative.replace(exp.paren(exp.Literal.number(0) - negative.this))


def average_doubles(tree: exp.Expr) -> None:
    """Spark's average of decimals is a decimal with four digits more, DuckDB's a double."""
    for average in _inner_first(tree.find_all(exp.Avg)):
        if not average.this.is_type("double"):
            average.set("this", exp.cast(average.this, "double"))


def pass_over_nulls(tree: exp.Expr) -> None:
    """Spark's min_by and max_by answer null where the row found has no value; DuckDB looks only at rows with one."""
    for best in _inner_first(tree.find_all(exp.ArgMin, exp.ArgMax)):
        known = exp.Is(this=best.this.copy(), expression=exp.Null()).not_()
        outer = best.parent
        if isinstance(outer, exp.Filter):
            outer.expression.set("this", exp.and_(outer.expression.this, known))
        else:
            best.replace(exp.Filter(this=best.copy(), expression=exp.Where(this=known)))


def put_nulls_last_in_keys(tree: exp.Expr) -> None:
    """Of two keys of several parts the one with a null is the later one to DuckDB, and the earlier one to Spark."""
    for best in _inner_first(tree.find_all(exp.ArgMin, exp.ArgMax)):
        if isinstance(best.expression, exp.Tuple):
            parts = best.expression.expressions
            said = [[exp.Is(this=part.copy(), expression=exp.Null()), part] for part in parts]
            best.expression.set("expressions", [item for pair in said for item in pair])


def join_texts(tree: exp.Expr) -> None:
    """Sail joins instants in another form than it casts them to a text, with a T before the hour."""
    for joined in _inner_first(tree.find_all(exp.ConcatWs)):
        separator, *parts = joined.expressions
        said = [part if isinstance(part, exp.Literal) else exp.cast(part, "text") for part in parts]
        joined.set("expressions", [separator, *said])


def write_windows_out(tree: exp.Expr) -> None:
    """Spark cannot add a frame to a named window, and Sail knows none before a UNION."""
    for select in tree.find_all(exp.Select):
        named = {window.this.name: window for window in select.args.get("windows") or []}
        for window in select.find_all(exp.Window):
            base = named.get(window.alias) if window.parent_select is select and window.args.get("alias") else None
            if base is not None:
                window.set("alias", None)
                for part in ("partition_by", "order", "spec"):
                    if base.args.get(part) and not window.args.get(part):
                        said = base.args[part]
                        window.set(part, [item.copy() for item in said] if isinstance(said, list) else said.copy())
        select.set("windows", None)


def let_the_engine_keep(tree: exp.Expr) -> None:
    """DuckDB can be told to compute a common table once, which changes no rows; Spark decides by itself."""
    for cte in tree.find_all(exp.CTE):
        cte.set("materialized", None)


def unroll_recursion(tree: exp.Expr) -> None:
    """Sail knows no recursive query: so many steps are written out, and a walk that goes on behind them fails."""
    for clause in _inner_first(tree.find_all(exp.With)):
        if not clause.args.get("recursive"):
            continue
        clause.set("recursive", False)
        written: list[exp.Expr] = []
        for cte in clause.expressions:
            name, body = cte.alias, cte.this
            if not isinstance(body, exp.Union) or all(table.name != name for table in body.find_all(exp.Table)):
                written.append(cte)
                continue
            steps = [f"{name}_{number}" for number in range(STEPS + 2)]
            written.append(exp.CTE(this=body.this.copy(), alias=exp.TableAlias(this=exp.to_identifier(steps[0]))))
            for before, step in pairwise(steps):
                again = body.expression.copy()
                for shown, column in zip(again.selects, body.this.named_selects, strict=True):
                    shown.replace(exp.alias_(shown.unalias().copy(), column))
                for table in again.find_all(exp.Table):
                    if table.name == name and not table.db:
                        table.replace(exp.alias_(exp.to_table(before), table.alias or name, table=True))
                written.append(exp.CTE(this=again, alias=exp.TableAlias(this=exp.to_identifier(step))))
            first, *others = body.this.named_selects
            further = _fails_for_each_row(f"{name} takes more than {STEPS} steps", first)
            ends = [exp.select("*").from_(step) for step in steps[:-1]]
            ends.append(exp.select(exp.alias_(further, first), *others).from_(steps[-1]))
            together = exp.union(*ends, distinct=False, copy=False)
            written.append(exp.CTE(this=together, alias=cte.args["alias"].copy()))
        clause.set("expressions", written)


def _fails_for_each_row(told: str, column: str) -> exp.Expr:
    """A value that no row has: a condition might be tried on rows that a later step leaves out."""
    message = exp.func("concat_ws", exp.Literal.string(" in "), exp.Literal.string(told), exp.column(column))
    return exp.func("coalesce", exp.Anonymous(this="raise_error", expressions=[message]), exp.column(column))


def say_iso_weeks(tree: exp.Expr) -> None:
    """Spark has neither isodow nor isoyear; its weekday begins with 0, and Sail's has Sunday before Monday."""
    for part in _inner_first(tree.find_all(exp.Extract)):
        if part.name.lower() == "isoyear":  # the year of the week's Thursday
            monday = exp.TimestampTrunc(this=part.expression, unit=exp.var("WEEK"))
            thursday = exp.Add(this=monday, expression=exp.Interval(this=exp.Literal.string("3"), unit=exp.var("DAY")))
            part.replace(exp.Extract(this=exp.var("YEAR"), expression=thursday))
        elif part.name.lower() == "isodow":
            sunday_is_one = exp.Anonymous(this="dayofweek", expressions=[part.expression])
            part.replace(exp.paren(exp.paren(sunday_is_one + 5) % 7 + 1))


def write_qualify_out(tree: exp.Expr) -> None:
    """Sail knows no QUALIFY; SQLGlot's own way takes a column for an alias of its name, and names columns twice.

    A select of all columns shows the number of its rows, too, which `statements` takes away in the end.
    """
    for select in _inner_first(tree.find_all(exp.Select)):
        if not select.args.get("qualify"):
            continue
        condition = select.args["qualify"].pop().this
        aliases = {said.alias: said.this for said in select.selects if isinstance(said, exp.Alias)}
        for number, said in enumerate(select.selects):
            if not said.alias_or_name:
                said.replace(exp.alias_(said.copy(), f"unnamed_{number}"))
        names = [said.alias_or_name for said in select.selects]
        outside = exp.Qualify(this=condition)
        for number, window in enumerate(list(outside.find_all(exp.Window)), 1):
            name = f"{RANK}{number}"
            window.replace(exp.column(name))
            for column in list(window.find_all(exp.Column)):
                if not column.table and column.name in aliases and not _reads(aliases[column.name], column.name):
                    column.replace(aliases[column.name].copy())
            select.select(exp.alias_(window, name), append=True, copy=False)
        outer = exp.Select() if not select.args.get("with_") else exp.Select(with_=select.args["with_"].pop())
        shown = ["*"] if select.is_star else [exp.column(name) for name in names]
        select.replace(outer)
        outer.select(*shown, copy=False).from_(select.subquery("ranked"), copy=False).where(outside.this, copy=False)


def _reads(value: exp.Expr, name: str) -> bool:
    return any(column.name == name for column in value.find_all(exp.Column))


def say_what_is_grouped(tree: exp.Expr) -> None:
    """Sail knows no GROUP BY ALL: by every column that aggregates nothing."""
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        if group and group.args.get("all"):
            keys = [column.unalias() for column in select.expressions if not column.find(exp.AggFunc)]
            keys = [key.copy() for key in keys if not isinstance(key, exp.Literal)]
            select.set("group", exp.Group(expressions=keys) if keys else None)


def number_in_bigints(tree: exp.Expr) -> None:
    """Numbers and ranks of rows are whole numbers of 32 bits in Spark, of 64 in DuckDB, which contracts look at."""
    for window in _inner_first(tree.find_all(exp.Window)):
        if isinstance(window.this, exp.RowNumber | exp.Rank | exp.DenseRank) and not isinstance(
            window.parent, exp.Cast
        ):
            window.replace(exp.cast(window.copy(), "bigint"))


def step_by_months(tree: exp.Expr) -> None:
    """A number times an interval of months or years, which Sail does not multiply."""
    for product in _inner_first(tree.find_all(exp.Mul)):
        count, interval = product.this, product.expression
        if not isinstance(interval, exp.Interval) or not isinstance(interval.this, exp.Literal):
            continue
        unit, length = str(interval.args.get("unit")).lower().rstrip("s"), exp.Literal.number(interval.name)
        if unit in ("year", "month"):
            steps = exp.Mul(this=exp.paren(count.copy()), expression=length)
            said = [steps] if unit == "year" else [exp.Literal.number(0), steps]
            product.replace(exp.Anonymous(this="make_interval", expressions=said))


def cut_to_instants(tree: exp.Expr) -> None:
    """What DuckDB cuts to a month is a timestamp also where it was a date, of which Spark's own word makes a date."""
    for cut in _inner_first(tree.find_all(exp.DateTrunc)):
        cut.replace(exp.TimestampTrunc(this=cut.this, unit=exp.var(cut.args["unit"].name)))


def match_as_a_whole(tree: exp.Expr) -> None:
    """Spark only finds patterns within a text; it says `$` of the place before a last line break, too."""
    for full in _inner_first(tree.find_all(exp.RegexpFullMatch)):
        pattern = exp.Literal.string(rf"^(?:{full.expression.name})\z")
        full.replace(exp.RegexpLike(this=full.this, expression=pattern))


def refer_back_with_a_dollar(tree: exp.Expr) -> None:
    r"""A group found is `\2` to DuckDB and `$2` to Spark, which would write down the other as it stands."""
    for replacing in tree.find_all(exp.RegexpReplace):
        said = replacing.args.get("replacement")
        if isinstance(said, exp.Literal):
            groups = re.sub(r"\\(\d)", r"$\1", said.name.replace("$", r"\$"))
            replacing.set("replacement", exp.Literal.string(groups))


def make_whole_numbers_of_whole_ones(tree: exp.Expr) -> None:
    """A cast to a whole number rounds in DuckDB and cuts off in Spark, which makes null of what is no number, too.

    What is known to be a double or decimal is rounded, but for what is whole already. Of a column nothing is known
    here: where it holds a fraction or no number, the statement fails rather than answer something else.
    """
    for cast in _inner_first(tree.find_all(exp.Cast)):
        if cast.to.this not in exp.DataType.INTEGER_TYPES or isinstance(cast, exp.TryCast):
            continue
        if isinstance(cast.this, _WHOLE) and not cast.this.args.get("decimals"):
            continue
        kind = _kind(cast.this)
        if kind in _FLOATING:  # halves go to the even number
            cast.set("this", exp.Anonymous(this="bround", expressions=[cast.this, exp.Literal.number(0)]))
        elif kind == exp.DType.DECIMAL:  # halves go away from zero
            cast.set("this", exp.Round(this=cast.this))
        elif kind == exp.DType.UNKNOWN:
            whole, told = cast.copy(), exp.Literal.string(f"{cast.this.sql('duckdb')} is no whole number: round it")
            # As doubles, since nothing else compares with truths, texts and numbers alike.
            equal = exp.EQ(this=exp.cast(whole.copy(), "double"), expression=exp.cast(cast.this.copy(), "double"))
            empty = exp.Is(this=cast.this.copy(), expression=exp.Null())
            fails = exp.Anonymous(this="raise_error", expressions=[told])
            cast.replace(exp.Case(ifs=[exp.If(this=exp.or_(empty, equal), true=whole)], default=fails))


def _kind(value: exp.Expr) -> exp.DType:
    if isinstance(value.unnest(), exp.Div):
        return exp.DType.DOUBLE
    found = annotate_types(value.copy(), dialect="duckdb").type
    return found.this if found is not None else exp.DType.UNKNOWN


def name_inner_ctes_apart(tree: exp.Expr) -> None:
    """SQLGlot lifts a WITH out of another one's body, where two of one name would become one."""
    taken: set[str] = set()
    for clause in list(tree.find_all(exp.With, bfs=True)):
        for cte in clause.expressions:
            name, number = cte.alias, 2
            while cte.alias in taken:
                cte.set("alias", exp.TableAlias(this=exp.to_identifier(f"{name}_{number}")))
                number += 1
            if cte.alias != name and clause.parent is not None:
                for table in clause.parent.find_all(exp.Table):
                    if table.name == name and not table.db:
                        if not table.alias:
                            table.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
                        table.set("this", exp.to_identifier(cte.alias))
            taken.add(cte.alias)


CORRECTIONS: tuple[Correction, ...] = (
    name_inner_ctes_apart,
    let_the_engine_keep,
    unroll_recursion,
    write_windows_out,
    write_qualify_out,
    number_in_bigints,
    step_by_months,
    say_what_is_grouped,
    make_whole_numbers_of_whole_ones,
    divide_as_doubles,
    negate_by_subtracting,
    average_doubles,
    pass_over_nulls,
    put_nulls_last_in_keys,
    join_texts,
    say_iso_weeks,
    cut_to_instants,
    match_as_a_whole,
    refer_back_with_a_dollar,
)
