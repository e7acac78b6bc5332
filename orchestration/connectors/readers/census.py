"""Counting the records of a text while it streams by, independently of whoever parses it later.

Counting is done on bytes at the speed of memory. Judging damaged text belongs to `splitting`.
"""

import re

_EMPTY = re.compile(rb"\n(?=\r?\n)")
_QUOTES_APART = re.compile(rb'" +"')
_BLANK = re.compile(rb"\n(?=[ \t\r\v\f]*+\n)")
_ALL_BUT_QUOTE_AND_FEED = bytes(set(range(256)) - set(b'"\n'))


class QuotedCensus:
    """Counts records of delimited text: lines that are not empty, where a quoted value may hold line feeds.

    It is exact for well-formed text. Where quotes stand in odd places it may be off, which the parser's count then
    contradicts.
    """

    def __init__(self) -> None:
        """Begin at the start of a text."""
        self._inside = False
        self._tail = b"\n"
        self._feeds = 0
        self._blanks = 0
        self._strange = False

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the text, in UTF-8."""
        joined = self._tail + piece
        self._strange = self._strange or b"\0" in piece or _has_bare_return(joined)
        self._strange |= b'" ' in joined and _QUOTES_APART.search(joined) is not None
        if b"\n\n" in joined or b"\n\r\n" in joined:
            self._blanks += len(_EMPTY.findall(joined))
        self._tail = piece[-2:] if piece.endswith(b"\r") else piece[-1:] or self._tail
        if not self._inside and b'"' not in piece:
            self._feeds += piece.count(b"\n")
            return
        # Pairs of quotes cancel out, so that only those around a line feed remain.
        around = piece.translate(None, _ALL_BUT_QUOTE_AND_FEED).replace(b'""', b"").split(b'"')
        self._feeds += sum(part.count(b"\n") for part in around[int(self._inside) :: 2])
        self._inside ^= len(around) % 2 == 0

    @property
    def records(self) -> int:
        """Records seen so far, a header included; the last one needs no line feed at its end."""
        unfinished = not self._tail.endswith(b"\n") or self._inside
        return self._feeds - self._blanks + int(unfinished)

    @property
    def is_odd(self) -> bool:
        """Whether there is what parsers understand differently: NUL, bare returns, quotes apart or left open."""
        return self._strange or self._inside


def _has_bare_return(text: bytes) -> bool:
    decided = text.removesuffix(b"\r")  # the last one is judged together with what follows
    return b"\r" in decided and decided.count(b"\r") != decided.count(b"\r\n")


class LineCensus:
    """Counts the lines that hold more than white space."""

    def __init__(self) -> None:
        """Begin at the start of a text."""
        self._rest = b""
        self._lines = 0

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the text, in UTF-8."""
        text = self._rest + piece
        end = text.rfind(b"\n") + 1
        whole, self._rest = text[:end], text[end:]
        self._lines += whole.count(b"\n") - len(_BLANK.findall(b"\n" + whole))

    @property
    def records(self) -> int:
        """Lines seen so far; the last one needs no line feed at its end."""
        return self._lines + bool(self._rest.strip())
