"""Good files of every format, and ways to spoil them: bytes, lines, columns, encodings. Everything follows from a seed.

Each record carries a mark of its own, so that it can be looked for in whatever became of the file.
"""

import gzip
import io
import json
import random
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import openpyxl

COLUMNS = {"id": "varchar", "name": "varchar", "amount": "decimal(18,2)", "seats": "integer", "opened_on": "date"}
DELIMITERS = {"csv": ",", "semicolons": ";", "tsv": "\t"}
KINDS = ("csv", "semicolons", "tsv", "jsonl", "array", "parquet", "xlsx")
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk", "cp1252")
INSERTED = (
    *(
        '"',
        '""',
        "'",
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        " ",
        "\0",
        "\\",
        "{",
        "}",
        "[",
        "]",
        "\x1a",
        '="',
        "1e999",
    ),
    *("\ufeff", "\u200b", "\u00a0", "\u2028", "\ud7ff", "王", "0" * 40),
    *("sep=;\n", "Total,,9,,\n", "\nConfidential, all of it\n", ",,,,\n"),
)


@dataclass(frozen=True)
class Spoiled:
    """A spoiled file with what has to be declared for it, and the marks that can still be read in it."""

    name: str
    content: bytes
    meta: dict[str, object]
    marks: list[str] = field(default_factory=list)


def spoiled(seed: int, folder: Path) -> Spoiled:
    """A file of some format, spoiled in one to four places."""
    draw = random.Random(seed)
    kind = draw.choice(KINDS)
    table = [list(COLUMNS), *(_record(draw, number) for number in range(draw.randint(2, 30)))]
    for _ in range(draw.randint(0, 2)):
        _spoil_table(draw, table)
    marks = [mark for row in table for cell in row if (mark := _mark_in(cell))]
    meta: dict[str, object] = {"columns": COLUMNS, "delivery": draw.choice(("changes", "snapshot"))}
    if kind in ("parquet", "xlsx"):
        content = _parquet(table, folder) if kind == "parquet" else _workbook(table)
        if draw.random() < 0.3:
            content, marks = _flipped(draw, content), []
        return Spoiled(f"deals.{kind}", content, meta | {"format": kind}, marks)
    encoding = draw.choice(ENCODINGS)
    text = _text(draw, table, kind)
    for _ in range(draw.randint(0, 3)):
        text = _spoil_text(draw, text)
    marks = [mark for mark in marks if mark in text]
    content = text.encode(encoding, "replace")
    if draw.random() < 0.3:
        content, marks = _flipped(draw, content), []
    if draw.random() < 0.1:
        content, marks = content + "é,王\n".encode(draw.choice(ENCODINGS), "replace"), []
    name = {"array": "deals.jsonl", "semicolons": "deals.csv"}.get(kind, f"deals.{kind}")
    meta |= {"format": name.rpartition(".")[2], "encoding": encoding.removesuffix("-sig").removesuffix("-le")}
    meta |= {"delimiter": ";"} if kind == "semicolons" else {}
    packing = draw.choice(("", "", "", ".gz", ".zip"))
    return Spoiled(name + packing, _packed(content, packing), meta, marks)


def _record(draw: random.Random, number: int) -> list[str]:
    name = draw.choice(("王伟", 'O\'Brien, "Pat"', "two\nlines", "", "é", "'+86 138", "Example Trading"))
    return [
        f"k{number:03}x",
        name,
        f"{draw.randint(0, 999)}.{draw.randint(0, 99):02}",
        f"{draw.randint(0, 9)}",
        "2026-03-01",
    ]


def _mark_in(cell: str) -> str:
    return cell if len(cell) == 5 and cell[0] == "k" and cell[-1] == "x" else ""


def _spoil_table(draw: random.Random, table: list[list[str]]) -> None:
    row, place = draw.randrange(len(table)), draw.randrange(len(COLUMNS))
    match draw.randrange(8):
        case 0:  # a column moves
            for cells in table:
                cells.insert(0, cells.pop(min(place, len(cells) - 1)))
        case 1:  # a column comes
            for number, cells in enumerate(table):
                cells.insert(place, "new" if number == 0 else str(number))
        case 2:
            table.insert(row, table[draw.randrange(len(table))][:])
        case 3:
            table.insert(row, [""] * len(table[0]))
        case 4:
            table.append(["Total", *[""] * (len(table[0]) - 2), "12"])
        case 5:
            table[row][min(place, len(table[row]) - 1)] = draw.choice(INSERTED).replace("\0", "0").replace("\x1a", "")
        case 6:
            table.insert(0, ["Deals of the region", *[""] * (len(table[0]) - 1)])
        case _:  # a column is filled with something else
            for cells in table[1 : draw.randrange(len(table)) + 1]:
                cells[min(place, len(cells) - 1)] = draw.choice(("?", "x", "12.345", "17.0", " 3 "))


def _spoil_text(draw: random.Random, text: str) -> str:
    begin = draw.randrange(len(text) + 1)
    end = min(len(text), begin + draw.choice((1, 1, 5, 60)))
    match draw.randrange(6):
        case 0 | 1:
            return text[:begin] + draw.choice(INSERTED) + text[begin:]
        case 2:
            return text[:begin] + text[end:]
        case 3:
            return text[:end] + text[begin:]
        case 4:
            return text[:begin]
        case _:
            lines = text.split("\n")
            lines.insert(draw.randrange(len(lines)), draw.choice(lines))
            return "\n".join(lines)


def _flipped(draw: random.Random, content: bytes) -> bytes:
    spoiled = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        if spoiled:
            spoiled[draw.randrange(len(spoiled))] = draw.randrange(256)
    return bytes(spoiled[: draw.choice((len(spoiled), len(spoiled), draw.randint(0, len(spoiled))))])


def _text(draw: random.Random, table: list[list[str]], kind: str) -> str:
    end = draw.choice(("\n", "\r\n"))
    if kind in DELIMITERS:
        mark = DELIMITERS[kind]
        lines = [mark.join(_quoted(cell, mark) for cell in row) for row in table]
        return end.join(lines) + draw.choice((end, ""))
    header, *body = table
    objects = [json.dumps(dict(zip(header, row, strict=False)), ensure_ascii=draw.random() < 0.5) for row in body]
    return f"[{end}{f',{end}'.join(objects)}{end}]" if kind == "array" else end.join(objects) + end


def _quoted(cell: str, mark: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if {mark, '"', "\n", "\r"} & set(cell) else cell


def _workbook(table: list[list[str]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in table:
        book.active.append(row)
    for row in book.active.iter_rows():
        for cell in row:
            cell.data_type = "n" if cell.value is None else "s"
    book.save(out)
    return out.getvalue()


def _parquet(table: list[list[str]], folder: Path) -> bytes:
    path, (header, *body) = folder / "made.parquet", table
    with duckdb.connect() as connection:
        names = ", ".join(
            f'"{name}" varchar' if name in COLUMNS else f"new{number} varchar" for number, name in enumerate(header)
        )
        connection.execute(f"create table made ({names})")
        if body:
            connection.executemany(f"insert into made values ({', '.join('?' * len(header))})", body)
        connection.execute(f"copy made to '{path}' (format parquet)")
    return path.read_bytes()


def _packed(content: bytes, packing: str) -> bytes:
    if packing == ".gz":
        return gzip.compress(content, mtime=0)
    if packing == ".zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("deals.txt", content)
        return out.getvalue()
    return content
