"""What a record says that passes a rule, that fails it, or that it is not asked of: derived from what is asked.

The question is read as Great Expectations gets it, not from the SQL that the product derives from it.
"""

from collections.abc import Mapping
from typing import Any

from expectations.checks import Check, Where

LONG_AGO = "1999-12-31"
Row = Mapping[str, Any]


def right(check: Check, row: Row) -> dict[str, Any]:
    """What to change in a row so that it is asked and passes; what does so already stays."""
    filled = {column: "x" for column in check.reads if row[column] is None}
    within = {
        limit.column: limit.values[0]
        for limit in check.limits
        if isinstance(limit, Where) and row[limit.column] not in limit.values
    }
    match check.expectation, check.arguments:
        case "ExpectColumnValuesToBeInSet", {"column": column, "value_set": [wanted]}:
            return within | {column: wanted}
        case "ExpectColumnValuesToBeBetween", {"column": column, "max_value": high}:
            return within | {column: high}
        case "ExpectColumnValuesToBeBetween", {"column": column, "strict_min": True}:
            return within | {column: 1}
    return within | filled


def wrong(check: Check) -> dict[str, Any]:
    """What to change in a row that passes so that it fails.

    Raises:
        NotImplementedError: A new kind of question.
    """
    match check.expectation, check.arguments:
        case "ExpectColumnValuesToNotBeNull", {"column": column}:
            return {column: None}
        case "UnexpectedRowsExpectation", {}:
            return {check.reads[-1]: None}
        case "ExpectColumnValuesToBeInSet", {"column": column, "value_set": [wanted]}:
            return {column: not wanted}
        case "ExpectColumnValuesToBeBetween", {"column": column, "max_value": high}:
            return {column: high + 1}
        case "ExpectColumnValuesToBeBetween", {"column": column, "strict_min": True}:
            return {column: 0}
        case "ExpectColumnPairValuesAToBeGreaterThanB", {"column_A": then}:
            return {then: LONG_AGO}
    raise NotImplementedError(
        f"expectations/checks.py asks {check.expectation} with {dict(check.arguments)}: say in tests/expectations/"
        "answers.py what passes and what fails it, and in kinds.py what it means."
    )


def outside(check: Check) -> dict[str, Any] | None:
    """What to change in a row that is asked so that it is not; None where every record is asked."""
    left_out = [limit.column for limit in check.limits] + ([] if check.missing_counts else [check.reads[-1]])
    return {left_out[0]: None} if left_out else None
