r"""What is no record: totals, and the lines that a report puts below its last record.

Asked by the readers, who know a text's lines, and by `sorting`, who knows rows as sets. What is left out is not lost:
it is counted and kept with line and text, like rejects. Whatever might be a record stays one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.quoting import literal
from orchestration.spelling import spelled

IS_EMPTY, IS_TOTAL, IS_HEADER = "is empty", "is a total", "repeats the header"
IS_ABOVE, IS_BELOW, IS_HINT = "stands above the header", "stands below the last record", "names the delimiter"
_TOTALS = (
    "(grand |sub[- ]?|report )?totals?|sums?|(sous-|sub)?totaux|total g[eé]n[eé]ral|sous-total|summe|gesamt(summe)?|"
    "zwischensumme|endsumme|insgesamt|subtotale|totale|suma|razem|totaal|итого|всего|"
    "合计|总计|小计|共计|总和|汇总|合計|總計|小計|総計|합계|총계|소계"
)
_LABEL = rf"(?i)({_TOTALS})\s*(\([^()]*\)|（[^（）]*）)?\s*[:：]?"
_OPENING = re.compile(rf"(?i)({_TOTALS})(\b|[\s:：(（])")
_NUMBER = r"[-+(]?\s*[€$£¥￥]?\s*[-+]?[0-9][0-9., ']*\s*[%€$£¥￥]?\)?"
_OTHER_DELIMITERS = re.compile(r"[;|\t].*[;|\t]|,[^ ].*,[^ ]", re.DOTALL)
_FOOT_WITHOUT_RECORDS = 5  # lines; more than these under a header are more likely records in another form


@dataclass(frozen=True)
class Line:
    """A record or malformed line of a text.

    Attributes:
        number: Physical line.
        cells: What it holds.
        stands_apart: Whether an empty line stands before it.
        is_whole: Whether it has as many fields as the header.
    """

    number: int
    cells: tuple[str, ...]
    stands_apart: bool
    is_whole: bool

    @property
    def filled(self) -> list[str]:
        """The cells that hold something, in their normal form."""
        return [text for cell in self.cells if (text := spelled(cell))]


def is_total(cells: Sequence[str], *, at_the_end: bool = False) -> bool:
    """Whether a row is a label that says total, and otherwise numbers alone; below the records it may say more."""
    filled = [text for cell in cells if (text := spelled(cell))]
    if not filled:
        return False
    label, *others = filled
    says_so = re.fullmatch(_LABEL, label) or (at_the_end and _OPENING.match(label))
    return bool(says_so) and all(re.fullmatch(_NUMBER, text) for text in others)


def is_total_sql(columns: Sequence[str]) -> str:
    """SQL for the same of a row whose missing values are null."""
    texts = [f"cast({column} as varchar)" for column in columns]
    words = f"list_filter([{', '.join(texts)}], lambda v: not regexp_full_match(v, {literal(_NUMBER)}))"
    label = texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"
    return f"(regexp_full_match({label}, {literal(_LABEL)}) and len({words}) = 1)"


def foot(lines: Sequence[Line], *, is_ended: bool) -> int | None:
    """The physical line from which on the last lines of a text are no records; None where they all may be some.

    Below the records a report writes single texts and totals. A single text that looks like the values of its column
    may be a record of which only the key is known, or was cut off; it ends the foot. `is_ended` says whether the text
    ends with a line end: one that does not may have been cut off within its last record.
    """
    begin = len(lines)
    while begin and _may_be_below(lines[begin - 1]):
        begin -= 1
    tail, records = lines[begin:], lines[:begin]
    first = next((number for number, line in enumerate(tail) if not _looks_like(line, records)), len(tail))
    before, tail = lines[: begin + first], tail[first:]
    if not any(line.filled for line in tail):
        return None
    last = tail[0]
    is_cut = len(tail) == 1 and not is_ended and not last.stands_apart and " " not in last.filled[0]
    is_doubtful = not records and (len(tail) > _FOOT_WITHOUT_RECORDS or not _stands_apart_or_speaks(tail))
    # What follows a damaged record without a gap may be the rest of it.
    is_rest = bool(before) and not before[-1].is_whole and not last.stands_apart
    return None if ((is_cut or is_rest) and not is_total(last.cells, at_the_end=True)) or is_doubtful else last.number


def _may_be_below(line: Line) -> bool:
    filled = line.filled
    if len(filled) == 1:
        return not _OTHER_DELIMITERS.search(filled[0])
    return not filled or is_total(line.cells, at_the_end=True)


def _stands_apart_or_speaks(tail: Sequence[Line]) -> bool:
    return tail[0].stands_apart or all(" " in text or is_total([text]) for line in tail for text in line.filled[:1])


def _looks_like(line: Line, records: Sequence[Line]) -> bool:
    """Whether the one text of a line looks like those of its column: the same kinds of characters in the same order."""
    filled = line.filled
    if not filled or is_total(line.cells, at_the_end=True):
        return False
    place = next(number for number, cell in enumerate(line.cells) if spelled(cell))
    known = [record.cells[place] for record in records if place < len(record.cells)]
    longest = max(map(len, known), default=0)
    return len(filled[0]) <= 2 * longest and _shape(filled[0]) in set(map(_shape, known))


def _shape(text: str) -> str:
    digits = re.sub(r"\d+", "9", spelled(text))
    return re.sub(r"[^\W\d_]+", "a", digits)
