r"""One spelling of the same thing: the normal form of texts, in Python for names and as SQL for values.

Both are made from the same characters and patterns. In the normal form letters are composed (NFC), what cannot be seen
is gone, white space of every width is a blank, none is left around the text, the guards with which exporters keep
spreadsheets from computing (`'+86 ...`, `="0012"`) are off, and a whole number has no `.0`.
"""

import re
from functools import lru_cache
from unicodedata import is_normalized, normalize

from orchestration.quoting import literal

_UNSEEN = ("00ad", "034f", "061c", "180e", "200b", "200e-200f", "202a-202e", "2060-206f", "feff", "fff9-fffb")
_WIDE = ("0085", "00a0", "1680", "2000-200a", "2028-2029", "202f", "205f", "2800", "3000", "3164", "ffa0")
_JOINERS = ("200c-200d",)  # between letters that can be joined they are part of the spelling
_SELECTORS = ("180b-180d", "fe00-fe0f", "e0000-e01ef")  # behind what has variants they choose one
_ODD = (*_UNSEEN, *_WIDE, *_JOINERS, *_SELECTORS)
_BLANKS = "\t\n\x0b\x0c\r "
_FORMULA = r'(?s)^="((?:[^"]|"")*)"$'
# An apostrophe before a word is one: 't Hooft. Before a figure, a sign that computes or a code like C7 it is a guard.
_APOSTROPHE = r"(?s)^'([-=+@|%＝＋－＠(0-9\t\n\r ].*|[^\t\n\r ']*[0-9][^\t\n\r ']*|)$"
_RE2, _PYTHON = "\\x{{{}}}", "\\U{:0>8}"
_WHOLE = r"^([+-]?[0-9]+)\.0$"
# Bytes of UTF-8 with which the characters above begin; punctuation of many texts does too.
_BEGINNINGS = (
    b"\xc2",
    b"\xcd\x8f",
    b"\xd8\x9c",
    b"\xe1\x9a",
    b"\xe1\xa0",
    b"\xe2\x80",
    b"\xe2\x81",
    b"\xe2\xa0\x80",
    b"\xe3\x80\x80",
    b"\xe3\x85\xa4",
    b"\xef\xb8",
    b"\xef\xbb",
    b"\xef\xbe\xa0",
    b"\xef\xbf\xb9",
    b"\xef\xbf\xba",
    b"\xef\xbf\xbb",
    b"\xf3\xa0",
)

# What ASCII alone has at the edges of a cell that is mended, next to what separates the cells of delimited texts.
_EDGES = re.compile(
    rb"""(^|[,;|\t\n])("[\t\n\r ]|"?[=' ])|(^|[,;|\n"])\t|\r(?!\n)|[\x0b\x0c]|"""
    rb"""([\t\n\r ]"|\.0"?| )([,;|\t\r\n]|$)|\t([,;|\n"\r]|$)"""
)
DELIMITERS = b",;|\t"


def spelled(text: str) -> str:
    """A text in its normal form."""
    if text.isascii() and text[:1].isalpha() and text[-1:].isalnum() and not text.endswith(".0"):
        return text  # as nearly all names are
    if not text.isascii():
        for pattern, instead in _mendings(_PYTHON):
            text = re.sub(pattern, instead, text)
        text = normalize("NFC", text)
    text = _without_apostrophe(text.strip(_BLANKS))
    if formula := re.search(_FORMULA, text):
        text = _without_apostrophe(formula[1].replace('""', '"').strip(_BLANKS))
    return re.sub(_WHOLE, r"\1", text.strip(_BLANKS))


@lru_cache(4096)
def folded(name: str) -> str:
    """The form in which names of columns, sheets and files are compared: white space closed up, case does not count."""
    return " ".join(spelled(name).split()).casefold()


def is_plain(piece: str, encoded: bytes) -> bool:
    """Whether a piece of text, given in UTF-8 too, surely holds nothing that is mended in ASCII alone as well.

    It is asked of whole files, so it goes by bytes where it can and may say no without need.
    """
    if encoded.isascii():
        return True
    odd = any(beginning in encoded for beginning in _BEGINNINGS) and re.search(_class(_ODD, _PYTHON), piece)
    return not odd and is_normalized("NFC", piece)


def has_plain_edges(delimited: bytes) -> bool:
    """Whether surely no cell of a text, delimited by one of `DELIMITERS`, has anything at its edges that is mended."""
    return not _EDGES.search(delimited)


def spelled_sql(expression: str, *, plain: bool = False) -> str:
    """SQL for a text in its normal form; `plain` where the text holds no unseen, wide or composable characters.

    Most values have nothing to mend, and telling so has to be cheap: there are as many as rows times columns.
    """
    blanks = literal(_BLANKS)
    text = expression
    if not plain:
        for pattern, instead in _mendings(_RE2):
            text = f"regexp_replace({text}, {literal(pattern)}, {literal(instead)}, 'g')"
        text = f"nfc_normalize({text})"
    text = f"trim({text}, {blanks})"
    apostrophe = (
        f"lambda t: case when starts_with(t, '''') and (t = '''' or not ends_with(t, '''')) "
        f"then regexp_replace(t, {literal(_APOSTROPHE)}, '\\1') else t end"
    )
    formula = (
        f"lambda t: case when regexp_full_match(t, {literal(_FORMULA)}) "
        f"then trim(replace(regexp_replace(t, {literal(_FORMULA)}, '\\1'), '\"\"', '\"'), {blanks}) else t end"
    )
    for unguarded in (apostrophe, formula, apostrophe):
        text = f"list_transform([{text}], {unguarded})[1]"
    text = f"regexp_replace(trim({text}, {blanks}), {literal(_WHOLE)}, '\\1')"
    odd = literal(_class(_ODD, _RE2))
    letters = (
        f"strlen({expression}) <> length({expression}) "
        f"and (regexp_matches({expression}, {odd}) or nfc_normalize({expression}) <> {expression})"
    )
    ends = " or ".join(f"ends_with({expression}, {literal(end)})" for end in (*_BLANKS, ".0"))
    ends = f"{expression} < '0' or starts_with({expression}, '=') or {ends}"
    return f"case when {ends}{'' if plain else f' or {letters}'} then {text} else {expression} end"


def closed_sql(expression: str) -> str:
    """SQL for a text whose inner white space is single blanks, as keys are compared."""
    gap = literal(r"\s\s|[\t\n\r\f\x0b]")
    return (
        f"case when regexp_matches({expression}, {gap}) "
        f"then regexp_replace({expression}, '[\\s\\x0b]+', ' ', 'g') else {expression} end"
    )


def _without_apostrophe(text: str) -> str:
    return text if text != "'" and text.endswith("'") else re.sub(_APOSTROPHE, r"\1", text)


def _class(points: tuple[str, ...], form: str) -> str:
    return "[" + "".join("-".join(form.format(end) for end in point.split("-")) for point in points) + "]"


def _mendings(form: str) -> tuple[tuple[str, str], ...]:
    """Patterns of what is to be replaced, in this order, and what with."""
    joiners = _class(_JOINERS, form)
    return (
        (_class(_WIDE, form), " "),
        (f"{_class(_UNSEEN, form)}+", ""),
        (rf"(^|[\x00-\x7f]){_class((*_JOINERS, *_SELECTORS), form)}+", r"\1"),
        (rf"{joiners}+([\x00-\x7f]|$)", r"\1"),
    )
