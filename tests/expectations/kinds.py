"""Each kind of question once more, by pandas: of which rows of a frame it is asked, and which answer no.

Nothing here reads what a `Check` derives: it is what the SQL and Great Expectations are compared with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from expectations.checks import (
    Check,
    Known,
    all_present,
    among,
    between,
    is_false,
    is_true,
    ordered,
    positive,
    present,
)
from expectations.rules import Rule

COLUMNS = {
    "word": "varchar",
    "other_word": "varchar",
    "flag": "boolean",
    "number": "double",
    "event_date": "date",
    "then_date": "date",
    "sort": "varchar",
}
SORTS = ("call", "visit", "o'clock")
Flags = Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Kind:
    """A question, and what it means.

    Attributes:
        check: What is asked of columns among `COLUMNS`.
        asked: Which rows are asked.
        no: Which rows answer no, if they are asked.
    """

    check: Check
    asked: Flags
    no: Flags

    def rule(self, rule_id: str) -> Rule:
        """A rule that asks it."""
        return Rule("validity", rule_id, self.check, 1, "warning", "Asked", "问")


def kinds(low: float = 0, high: float = 100, sorts: Sequence[str] = SORTS[:2]) -> dict[str, Kind]:
    """Every kind, alone and, where it can be, limited to rows of some sorts."""
    limit = among("sort", *sorts)

    def everything(rows: pd.DataFrame) -> pd.Series:
        return pd.Series(True, index=rows.index)

    def of_sorts(rows: pd.DataFrame) -> pd.Series:
        return rows["sort"].isin(sorts)

    def numbered(rows: pd.DataFrame) -> pd.Series:
        return rows["number"].notna()

    def dated(rows: pd.DataFrame) -> pd.Series:
        return rows["then_date"].notna() & rows["event_date"].notna()

    def flagged(rows: pd.DataFrame) -> pd.Series:
        return rows["flag"].notna()

    def beyond(rows: pd.DataFrame) -> pd.Series:
        return (rows["number"] < low) | (rows["number"] > high)

    def not_above_zero(rows: pd.DataFrame) -> pd.Series:
        return rows["number"] <= 0

    def backwards(rows: pd.DataFrame) -> pd.Series:
        return pd.to_datetime(rows["then_date"]) < pd.to_datetime(rows["event_date"])

    def wordless(rows: pd.DataFrame) -> pd.Series:
        return rows["word"].isna()

    def wordless_at_all(rows: pd.DataFrame) -> pd.Series:
        return rows["word"].isna() | rows["other_word"].isna()

    def of_any_sort(rows: pd.DataFrame) -> pd.Series:
        return rows["sort"].notna()

    def said(answer: bool) -> Flags:
        return lambda rows: rows["flag"].eq(answer).fillna(False).astype(bool)

    def both(one: Flags, other: Flags) -> Flags:
        return lambda rows: one(rows) & other(rows)

    return {
        "present": Kind(present("word"), everything, wordless),
        "present_limited": Kind(present("word", where=limit), of_sorts, wordless),
        "all_present": Kind(all_present("word", "other_word"), everything, wordless_at_all),
        "is_true": Kind(is_true("flag"), flagged, said(False)),
        "is_false": Kind(is_false("flag"), flagged, said(True)),
        "between": Kind(between("number", low, high), numbered, beyond),
        "between_limited": Kind(between("number", low, high, where=limit), both(numbered, of_sorts), beyond),
        "positive": Kind(positive("number"), numbered, not_above_zero),
        "positive_limited": Kind(positive("number", where=limit), both(numbered, of_sorts), not_above_zero),
        "ordered": Kind(ordered("event_date", "then_date"), dated, backwards),
        "ordered_limited": Kind(ordered("event_date", "then_date", where=limit), both(dated, of_sorts), backwards),
        "ordered_known": Kind(
            ordered("event_date", "then_date", where=Known("sort")), both(dated, of_any_sort), backwards
        ),
    }
