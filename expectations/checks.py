"""What a rule may ask of a record. One helper per kind of question.

Each helper returns a `Check`: the expectation that Great Expectations runs, and the same question in SQL, from which
the population and the failing keys come. No rule, no table and no import of Great Expectations here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from orchestration.quoting import literal


@dataclass(frozen=True)
class Where:
    """A condition on a record: its `column` holds one of `values`."""

    column: str
    values: tuple[str, ...]

    @property
    def sql(self) -> str:
        """The condition in SQL; null where the column is."""
        return f"{self.column} in ({', '.join(literal(value) for value in self.values)})"


@dataclass(frozen=True)
class Known:
    """A condition on a record: its `column` is filled."""

    column: str

    @property
    def sql(self) -> str:
        """The condition in SQL."""
        return f"{self.column} is not null"


@dataclass(frozen=True)
class Days:
    """A condition on a record: its date in `column` lies between two days, both included."""

    column: str
    first: date
    last: date

    @property
    def sql(self) -> str:
        """The condition in SQL; null where the column is."""
        return f"{self.column} between date '{self.first}' and date '{self.last}'"


@dataclass(frozen=True)
class NotDeliveredIn:
    """A condition on a record: it did not come in one of these deliveries, pairs of source and delivered_in."""

    deliveries: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The deliveries as a batch names them, in its column `delivery`."""
        return tuple(f"{source}.{file}" for source, file in self.deliveries)

    @property
    def sql(self) -> str:
        """The condition in SQL."""
        return f"delivery not in ({', '.join(map(literal, self.names))})"


Limit = Where | Known | Days | NotDeliveredIn


@dataclass(frozen=True)
class Check:
    """One question, said to Great Expectations and to the database.

    Attributes:
        expectation: Name of the class in `great_expectations.expectations`.
        arguments: What that class is called with; one that finds rows by a query gets the query from the rest.
        reads: The columns in question.
        failing: SQL condition: the answer is no. Holds only within the population.
        missing_counts: Whether a null is an answer. Where it is not, the population is the records without one.
        limits: Further limits of the population.
    """

    expectation: str
    arguments: Mapping[str, object]
    reads: tuple[str, ...]
    failing: str
    missing_counts: bool = False
    limits: tuple[Limit, ...] = ()

    @property
    def population(self) -> str:
        """SQL condition: the record is asked the question."""
        known = [] if self.missing_counts else [f"{column} is not null" for column in self.reads]
        return " and ".join(known + [limit.sql for limit in self.limits]) or "true"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that population and failing condition need."""
        return (*self.reads, *(limit.column for limit in self.limits if not isinstance(limit, NotDeliveredIn)))

    def within(self, limit: Limit) -> "Check":
        """The same question, asked of fewer records."""
        return replace(self, limits=(*self.limits, limit))


def among(column: str, *values: str) -> Where:
    """Only records whose column holds one of the values."""
    return Where(column, values)


def present(column: str, where: Where | None = None) -> Check:
    """The column is filled. Asked of every record, or of those `where` names."""
    failing = f"{column} is null"
    return Check("ExpectColumnValuesToNotBeNull", {"column": column}, (column,), failing, True, _only(where))


def all_present(*columns: str) -> Check:
    """All columns are filled. Asked of every record; one or more empty columns are one failure."""
    failing = " or ".join(f"{column} is null" for column in columns)
    return Check("UnexpectedRowsExpectation", {}, columns, failing, True)


def is_true(column: str) -> Check:
    """A flag that dbt computed is true. Null means that the question does not apply."""
    return _in_set(column, True, f"not {column}")


def is_false(column: str) -> Check:
    """A flag that dbt computed is false. Null means that the question does not apply."""
    return _in_set(column, False, column)


def between(column: str, low: float, high: float, where: Where | None = None) -> Check:
    """A known value lies between two bounds, both included."""
    arguments = {"column": column, "min_value": low, "max_value": high}
    failing = f"{column} not between {low} and {high}"
    return Check("ExpectColumnValuesToBeBetween", arguments, (column,), failing, limits=_only(where))


def positive(column: str, where: Where | None = None) -> Check:
    """A known value is greater than zero."""
    arguments = {"column": column, "min_value": 0, "strict_min": True}
    return Check("ExpectColumnValuesToBeBetween", arguments, (column,), f"{column} <= 0", limits=_only(where))


def ordered(first: str, then: str, where: Where | Known | None = None) -> Check:
    """Of two known instants or dates, `then` is not before `first`."""
    arguments = {"column_A": then, "column_B": first, "or_equal": True, "ignore_row_if": "either_value_is_missing"}
    failing = f"{then} < {first}"
    return Check("ExpectColumnPairValuesAToBeGreaterThanB", arguments, (first, then), failing, limits=_only(where))


def _in_set(column: str, wanted: bool, failing: str) -> Check:
    return Check("ExpectColumnValuesToBeInSet", {"column": column, "value_set": [wanted]}, (column,), failing)


def _only(where: Where | Known | None) -> tuple[Limit, ...]:
    return (where,) if where else ()
