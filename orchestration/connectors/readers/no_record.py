r"""What is no record: totals, and the lines that a report puts below its last record.

Asked by the readers, who know a text's lines, and by `sorting`, who knows rows as sets. What is left out is not lost:
it is counted and kept with line and text, like rejects. Whatever might be a record stays one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.quoting import literal
from orchestration.spelling import spelled

IS_EMPTY, IS_TOTAL, IS_HEADER, IS_RULE = "is empty", "is a total", "repeats the header", "is a drawn line"
IS_ABOVE, IS_BELOW, IS_HINT = "stands above the header", "stands below the last record", "names the delimiter"
_TOTALS = (
    "(grand |sub[- ]?|report )?totals?|sums?|(sous-|sub)?totaux|total g[eé]n[eé]ral|sous-total|summe|gesamt(summe)?|"
    "zwischensumme|endsumme|insgesamt|subtotale|totale|suma|razem|totaal|итого|всего|"
    "合计|总计|小计|共计|总和|汇总|合計|總計|小計|総計|합계|총계|소계"
)
# Words with which a name may begin: they have to stand alone.
_SUMMARIES = (
    "(page |overall )totals?|sum total|averages?|avg|mean|count|total geral|total(es)? generale?s?|(sub)?totales|"
    "suma total|soma|somme|totale complessivo|gesamt(ergebnis|betrag)|teil(ergebnis|summe)|(sub|eind)totaal|summa|"
    "totalt|i alt|delsumma|samtals|yhteensä|ogółem|łącznie|celkem|součet|mezisoučet|összesen|(genel |ara )?toplam|"
    "итоги|общий итог|разом|усього|σύνολο|المجموع|الإجمالي|(कुल |सकल )?योग|कुल|รวม|tổng( cộng)?|jumlah|"
    "(本页|本月)?(合|总|小|共|累)\\s*计|平均值?|(合|總|小|総|総合|累)\\s*計|평균|(총합|누)계|σ"
)
_LABEL = rf"(?i)({_TOTALS}|{_SUMMARIES})\s*(\([^()]*\)|（[^（）]*）)?\s*[:：]?"
# What spreadsheets write below a group: its name before the word.
_GROUPS = "(sub)?(totals?|ergebnis|summe|汇总|小计|合计|小計|合計|集計|итог|요약)"
_OF_A_GROUP = rf"(?i)\S.*\s{_GROUPS}"
_OPENING = re.compile(rf"(?i)({_TOTALS})(\b|[\s:：(（])")
_NUMBER = r"[-+(]?\s*[€$£¥￥]?\s*[-+]?[0-9][0-9., ']*\s*[%€$£¥￥]?\)?"
_AMOUNT = rf"{_NUMBER}|([A-Z]{{3}}|[₹₩₽])\s?{_NUMBER}|{_NUMBER}\s?([A-Z]{{3}}|[₹₩₽元円])|[-–—]|(?i:n/?a)"
_RULE = "[-=_*~+|.—–─━]{2,}"
# Where the cells of delimited texts begin and end.
_BEGINS, _ENDS = r'(^|[,;|\t\n"])\s*', r'(?=[\s,;|"(（:：]|$)'
_LIKE_A_TOTAL = re.compile(rf"(?i){_BEGINS}({_TOTALS}|{_SUMMARIES}|{_RULE}){_ENDS}|\s{_GROUPS}")
_SIGNED = re.compile(r"[^\d:：]{1,20}[:：].*", re.DOTALL)
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
        has_key: Whether the columns of the key hold something.
    """

    number: int
    cells: tuple[str, ...]
    stands_apart: bool
    is_whole: bool
    has_key: bool = True

    @property
    def filled(self) -> list[str]:
        """The cells that hold something, in their normal form."""
        return [text for cell in self.cells if (text := spelled(cell))]

    @property
    def is_sum(self) -> bool:
        """Whether it holds numbers alone and no key, as a total does that nobody has labelled."""
        return not self.has_key and all(re.fullmatch(_NUMBER, text) for text in self.filled)

    @property
    def may_be_below(self) -> bool:
        """Whether it may stand below the last record: a single text, nothing, a total, or who signs for it."""
        filled = self.filled
        if len(filled) == 1:
            return not _OTHER_DELIMITERS.search(filled[0])
        is_signed = all(_SIGNED.fullmatch(text) for text in filled)
        return is_signed or self.is_sum or is_total(self.cells, at_the_end=True) or is_rule(self.cells)


def is_total(cells: Sequence[str], *, at_the_end: bool = False) -> bool:
    """Whether a row is a label that says total, and otherwise numbers alone; below the records it may say more."""
    filled = [text for cell in cells if (text := spelled(cell))]
    if not filled:
        return False
    label, *others = filled
    is_word = re.fullmatch(_LABEL, label) or (at_the_end and _OPENING.match(label))
    says_so = is_word or (bool(others) and re.fullmatch(_OF_A_GROUP, label))
    return bool(says_so) and all(re.fullmatch(_AMOUNT, text) for text in others)


def is_rule(cells: Sequence[str]) -> bool:
    """Whether a row is a line drawn with signs, as query tools put under their headers."""
    filled = [text for cell in cells if (text := spelled(cell))]
    return max(map(len, filled), default=0) > 2 and all(re.fullmatch(_RULE, text) for text in filled)


def names_columns(cells: Sequence[str]) -> bool:
    """Whether the cells of numbers and dates in the row below the header are words: other names, units or types."""
    words = [text.casefold() for cell in cells if (text := spelled(cell))]
    return 1 < len(words) == len(set(words)) and all(re.fullmatch(r"[^\d]*[^\W\d_][^\d]*", word) for word in words)


def may_hold_totals(text: str) -> bool:
    """Whether `left_out_sql` may find something among the rows of a delimited text in normal form.

    It does no harm where it says so without need. For texts of some kilobytes it takes a tenth of preparing the SQL.
    """
    return bool(_LIKE_A_TOTAL.search(text))


def left_out_sql(columns: Sequence[str]) -> str:
    """SQL for why a row of several cells is a total or a drawn line; null where it is neither. Missing is null."""
    texts = [f"cast({column} as varchar)" for column in columns]
    filled = f"list_filter([{', '.join(texts)}], lambda v: v is not null)"
    words = f"len(list_filter({filled}, lambda v: not regexp_full_match(v, {literal(_AMOUNT)}))) = 1"
    signs = f"len(list_filter({filled}, lambda v: not regexp_full_match(v, {literal(_RULE)}))) = 0"
    longest = f"list_max(list_transform({filled}, lambda v: length(v))) > 2"
    label = texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"
    return (
        f"case when regexp_full_match({label}, {literal(f'({_LABEL})|({_OF_A_GROUP})|({_RULE})')}) then case "
        f"when {signs} then case when {longest} then {literal(IS_RULE)} end "
        f"when {words} and (regexp_full_match({label}, {literal(_LABEL)}) or len({filled}) > 1) "
        f"then {literal(IS_TOTAL)} end end"
    )


def foot(lines: Sequence[Line], *, is_ended: bool) -> int | None:
    """The physical line from which on the last lines of a text are no records; None where they all may be some.

    Below the records a report writes single texts and totals. A single text that looks like the values of its column
    may be a record of which only the key is known, or was cut off; it ends the foot. `is_ended` says whether the text
    ends with a line end: one that does not may have been cut off within its last record.
    """
    begin = len(lines)
    while begin and lines[begin - 1].may_be_below:
        begin -= 1
    tail, records = lines[begin:], lines[:begin]
    first = next((number for number, line in enumerate(tail) if not _looks_like(line, records)), len(tail))
    before, tail = lines[: begin + first], tail[first:]
    if not any(line.filled for line in tail):
        return None
    last = tail[0]
    is_cut = len(tail) == 1 and not is_ended and not last.stands_apart and " " not in last.filled[0]
    is_doubtful = not records and (len(tail) > _FOOT_WITHOUT_RECORDS or not _stands_apart_or_speaks(tail))
    is_doubtful = is_doubtful or sum(line.is_sum and any(line.filled) for line in tail) > 1  # rather records cut off
    # What follows a damaged record without a gap may be the rest of it.
    is_rest = bool(before) and not before[-1].is_whole and not last.stands_apart
    return None if ((is_cut or is_rest) and not is_total(last.cells, at_the_end=True)) or is_doubtful else last.number


def _stands_apart_or_speaks(tail: Sequence[Line]) -> bool:
    return tail[0].stands_apart or all(" " in text or is_total([text]) for line in tail for text in line.filled[:1])


def _looks_like(line: Line, records: Sequence[Line]) -> bool:
    """Whether a text of a line looks like those of its column: the same kinds of characters in the same order."""
    if line.is_sum or is_total(line.cells, at_the_end=True) or is_rule(line.cells):
        return False
    for place, cell in enumerate(line.cells):
        if text := spelled(cell):
            known = [record.cells[place] for record in records if place < len(record.cells)]
            if len(text) <= 2 * max(map(len, known), default=0) and _shape(text) in set(map(_shape, known)):
                return True
    return False


def _shape(text: str) -> str:
    digits = re.sub(r"\d+", "9", spelled(text))
    return re.sub(r"[^\W\d_]+", "a", digits)
