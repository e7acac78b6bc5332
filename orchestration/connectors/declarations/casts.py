"""SQL that turns delivered values into declared types, or into null where that is impossible.

Only pure functions that build expressions. Texts have their normal form already. Deciding what happens to a value that
does not cast belongs to `sorting`.
"""

from collections.abc import Sequence

from orchestration.connectors.declarations.shapes import Column, Entity
from orchestration.quoting import literal
from orchestration.spelling import spelled

_CLOCK_TYPES = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_ZONED = "TIMESTAMP WITH TIME ZONE"
_WHOLE = r"[+-]?[0-9]+(\.0*)?"
_EXPONENT = r"[+-]?[0-9]*\.?[0-9]*[eE][+-]?[0-9]+"
EXACT_WHOLE = {"DOUBLE": 2**53, "FLOAT": 2**24}  # below it every whole number is one of its own
_LONGEST_ID = 10**20  # what is longer is no id but a number
# How a spreadsheet writes a whole number with too many digits, into its own file or as text: 6.2220202E+17.
_SHORTENED = r"[+-]?[1-9](\.[0-9]+)?E\+[0-9]+"
# Years in which nothing of a CRM has happened, but which are the last two centuries in Taiwan, in Iran and Arabia, and
# in Thailand. The year 1 means that there is no date.
_OTHER_YEARS = ((2, 189), (1278, 1523), (2443, 2643))


def present(expression: str, missing: Sequence[str]) -> str:
    """The text, or null where it is empty or a word that means missing."""
    words = ", ".join(literal(word) for word in dict.fromkeys(("", *missing, *map(spelled, missing))))
    return f"case when {expression} not in ({words}) then {expression} end"


def cast(  # noqa: PLR0913 - a value, what it is delivered as, what it has to be, and how closely to look
    expression: str, delivered_type: str, column: Column, entity: Entity, time_zone: str, *, is_strict: bool = True
) -> str:
    """The value of `expression` as the column's declared type; null where it does not cast.

    Numbers take digits, sign, point and exponent only; none is rounded. An integer may end in .0, and a decimal may
    have more digits than declared if they are zeros. A whole number that has lost digits as a floating-point number is
    no text and no integer. Instants with an offset, which only Parquet can deliver as such, become local time of the
    source's zone. Years of other calendars are none. What is not `is_strict` takes shortened numbers and such years,
    for where `doubt` has found none.
    """
    value = _value(expression, delivered_type, column, entity, time_zone)
    flaw = _flaw(expression, value, delivered_type, column, entity) if is_strict else None
    return f"case when not coalesce({flaw[0]}, false) then {value} end" if flaw else value


def doubt(expression: str, value: str, delivered_type: str, column: Column, entity: Entity) -> str | None:
    """SQL test whether a value may be useless although it casts to `value`; None where it cannot.

    It does no harm where it says so without need: it is cheap, and asked of every row.
    """
    flaw = _flaw(expression, value, delivered_type, column, entity)
    return (
        f"contains({expression}, 'E+')"
        if flaw and delivered_type == "VARCHAR" == column.data_type.upper()
        else (flaw and flaw[0])
    )


def may_fail(delivered_type: str, column: Column, entity: Entity) -> bool:
    """Whether a delivered value of the column may be none of its declared type."""
    return column.data_type != "varchar" or _flaw("", "", delivered_type, column, entity) is not None


def said_of_misfit(expression: str, delivered_type: str, column: Column, entity: Entity, time_zone: str) -> str:
    """SQL of what is said behind a value that does not cast."""
    value = _value(expression, delivered_type, column, entity, time_zone)
    flaw = _flaw(expression, value, delivered_type, column, entity)
    otherwise = literal(f" is not {expectation(column, entity)}")
    return f"case when {flaw[0]} then {literal(f' {flaw[1]}')} else {otherwise} end" if flaw else otherwise


def _value(expression: str, delivered_type: str, column: Column, entity: Entity, time_zone: str) -> str:
    declared = column.data_type
    if declared in ("date", "timestamp") and delivered_type == _ZONED:
        return f"cast(timezone({literal(time_zone)}, {expression}) as {declared})"
    if delivered_type == declared.upper() or (declared in ("date", "timestamp") and delivered_type in _CLOCK_TYPES):
        return f"try_cast({expression} as {declared})"
    text = _text(expression, delivered_type, declared)
    if declared == "varchar":
        return text
    if declared in ("date", "timestamp"):
        form = entity.date_format if declared == "date" else entity.timestamp_format
        return _clock(text, form, declared)
    if declared == "boolean":
        return f"try_cast({text} as boolean)"
    return _number(text, declared)


def _flaw(expression: str, value: str, delivered_type: str, column: Column, entity: Entity) -> tuple[str, str] | None:
    """What makes a value useless although it casts, as a condition and in words; None where nothing can."""
    if column.data_type in ("date", "timestamp"):
        ranges = (f"{value} >= '{first:04}-01-01' and {value} < '{last + 1:04}-01-01'" for first, last in _OTHER_YEARS)
        years = " or ".join(ranges)
        return f"({years})", "is a date of another calendar; have it delivered in the Gregorian one"
    lost = "is a number that has lost its last digits; have it delivered as text"
    if limit := EXACT_WHOLE.get(delivered_type):
        is_exact = column.data_type == "double" or column.data_type.startswith("decimal")
        return None if is_exact else (f"(abs({expression}) >= {limit} and abs({expression}) < {_LONGEST_ID})", lost)
    is_text = column.data_type == delivered_type.lower() == "varchar"
    if is_text and (column.name in entity.key or entity.format == "xlsx"):
        return f"({expression} like '%E+%' and regexp_full_match({expression}, '{_SHORTENED}'))", lost
    return None


def expectation(column: Column, entity: Entity) -> str:
    """What a value of the column has to be, in words: `an integer`, `a date written %Y-%m-%d`."""
    forms = {"date": entity.date_format, "timestamp": entity.timestamp_format}
    written = f" written {forms[column.data_type]}" if column.data_type in forms else ""
    return f"{'an' if column.data_type[0] in 'aeiou' else 'a'} {column.data_type}{written}"


def _number(text: str, declared: str) -> str:
    value, tests = f"try_cast({text} as {declared})", [f"regexp_full_match({text}, '{_WHOLE}')"]
    if declared == "double":
        tests = [f"regexp_full_match({text}, '[+-]?[0-9]*\\.?[0-9]*|{_EXPONENT}')"]
    elif declared.startswith("decimal"):
        scale = declared.partition(",")[2].rstrip(")")
        tests = [
            f"regexp_full_match({text}, '[+-]?[0-9]*(\\.[0-9]{{0,{scale}}}0*)?')",
            f"regexp_full_match({text}, '{_EXPONENT}') and {value} = try_cast({text} as decimal(38,18))",
        ]
    return f"case {' '.join(f'when {test} then {value}' for test in tests)} end"


def _text(expression: str, delivered_type: str, declared: str) -> str:
    """The delivered value as text: a whole number without fraction, a fraction with the digits that it is known to."""
    if delivered_type == "VARCHAR":
        return expression
    text = f"cast({expression} as varchar)"
    if delivered_type.startswith("DECIMAL") and declared == "varchar":
        return f"regexp_replace({text}, '\\.0+$', '')"
    if delivered_type not in ("DOUBLE", "FLOAT"):
        return text
    if delivered_type == "DOUBLE" and declared.startswith("decimal"):
        text = f"format('{{:.15g}}', {expression})"
    return (
        f"case when {expression} = trunc({expression}) and abs({expression}) < {EXACT_WHOLE[delivered_type]} "
        f"then cast(cast({expression} as bigint) as varchar) else {text} end"
    )


def _clock(text: str, form: str, declared: str) -> str:
    parsed = f"try_cast(try_strptime({text}, {literal(form)}) as {declared})"
    if "%Y" not in form:
        return parsed
    # The parser takes 26 for the year 26; a year has four digits.
    return f"case when regexp_matches({text}, '[0-9]{{4}}') then {parsed} end"
