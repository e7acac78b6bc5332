"""Files that cannot be read at all: one sentence, nothing landed, nothing left behind."""

import gzip
import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import duckdb
import pytest
from landing_desk import HEADER, MONDAY, Desk

from orchestration.connectors.deliveries import Delivery, find_deliveries
from orchestration.connectors.landing import land
from orchestration.connectors.readers.delivered import Reading
from orchestration.connectors.readers.sheets import read_sheet
from orchestration.errors import ScorehouseError


def refused(desk: Desk, content: str | bytes, sentence: str, name: str = "deals.csv", **meta: object) -> None:
    with pytest.raises(ScorehouseError, match=f"^{re.escape(sentence)}$"):
        desk.land(content, name, **meta)
    assert desk.landings() == []
    assert not list(desk.raw.glob(".aside-*"))


def test_a_missing_file_is_named_together_with_the_folder_it_belongs_in(desk: Desk) -> None:
    source, entity = desk.declare()
    assert find_deliveries(source, entity, desk.extracts) == []
    sentence = f"gone.csv cannot be opened (No such file or directory); deliver it to {desk.extracts}."
    with pytest.raises(ScorehouseError, match=re.escape(sentence)):
        land(Delivery(MONDAY, desk.extracts, "gone.csv"), source, entity, desk.raw, desk.held)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n"])
def test_an_empty_file_is_refused_because_even_the_header_is_missing(desk: Desk, content: bytes) -> None:
    refused(desk, content, "deals.csv is empty, without even a header line; deliver it again.")


def test_a_wrong_encoding_is_told_with_the_first_byte_that_cannot_be_read(desk: Desk) -> None:
    refused(
        desk,
        HEADER.encode() + "a1,王伟,1,1,2026-03-01\n".encode("gb18030"),
        "deals.csv is not utf-8 text: byte 35 cannot be read; declare the encoding it really has or deliver it again.",
    )


def test_the_unreadable_byte_is_counted_over_the_whole_file_and_not_over_a_piece(desk: Desk) -> None:
    good = HEADER.encode() + b"a1,x,1,1,2026-03-01\n" * 100_000
    refused(
        desk,
        good + b"\xff",
        f"deals.csv is not utf-8 text: byte {len(good) + 1:,} cannot be read; "
        "declare the encoding it really has or deliver it again.",
    )


def test_a_text_that_ends_within_a_letter_is_refused(desk: Desk) -> None:
    refused(
        desk,
        HEADER.encode() + "a1,王".encode()[:-1],
        "deals.csv is not utf-8 text: byte 35 cannot be read; declare the encoding it really has or deliver it again.",
    )


def test_binary_rubbish_is_refused(desk: Desk) -> None:
    refused(
        desk,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "deals.csv is not utf-8 text: byte 1 cannot be read; declare the encoding it really has or deliver it again.",
    )


def test_binary_rubbish_without_a_faulty_byte_has_no_header(desk: Desk) -> None:
    refused(
        desk,
        b"\x7fELF\x01\x00\x00\n\x00\x00",
        "deals.csv does not begin with a readable header line; deliver it as ','-separated text.",
    )


def test_a_truncated_gzip_is_refused(desk: Desk) -> None:
    packed = gzip.compress((HEADER + "".join(f"a{i},x,{i},1,2026-03-01\n" for i in range(1000))).encode())
    refused(
        desk, packed[:-20], "deals.csv.gz is cut off: its gzip data ends too early; deliver it again.", "deals.csv.gz"
    )


def test_a_gzip_that_is_none_is_refused(desk: Desk) -> None:
    refused(
        desk,
        HEADER,
        "deals.csv.gz is not a readable gz file (broken after 0 unpacked bytes); deliver it again.",
        "deals.csv.gz",
    )


def test_a_zip_that_is_none_is_refused(desk: Desk) -> None:
    refused(
        desk,
        b"PK\x03\x04 rubbish",
        "deals.csv.zip is not a readable zip file (broken after 0 unpacked bytes); deliver it again.",
        "deals.csv.zip",
    )


def test_a_zip_with_two_files_is_refused(desk: Desk) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", HEADER)
        archive.writestr("b.csv", HEADER)
    refused(desk, packed.getvalue(), "deals.zip holds 2 files instead of one; deliver one file per zip.", "deals.zip")


def packed_in_zip(name: str, content: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


GOOD = (HEADER + "a1,x,1,1,2026-03-01\n").encode()


@pytest.mark.parametrize(
    ("name", "content", "packing"),
    [
        ("deals.csv", gzip.compress(GOOD), "gzip"),
        ("deals.csv", packed_in_zip("deals.csv", GOOD), "zip"),
        ("deals.zip", packed_in_zip("deals.zip", packed_in_zip("deals.csv", GOOD)), "zip"),
        ("deals.zip", packed_in_zip("deals.csv.gz", gzip.compress(GOOD)), "gzip"),
        ("deals.csv.gz", gzip.compress(gzip.compress(GOOD)), "gzip"),
        ("deals.csv.zip.gz", gzip.compress(packed_in_zip("deals.csv", GOOD)), "zip"),
    ],
    ids=lambda given: given if isinstance(given, str) else "packed",  # what is packed has the time in it
)
def test_what_is_packed_without_its_name_saying_so_is_told(desk: Desk, name: str, content: bytes, packing: str) -> None:
    sentence = (
        f"{name} holds {packing} data where text was expected; "
        "pack it once and name it after that, such as .csv.gz, or deliver it unpacked."
    )
    refused(desk, content, sentence, name)


def test_a_gzip_in_parts_lands_whole(desk: Desk) -> None:
    halves = GOOD, b"a2,x,1,1,2026-03-01\n"
    landed = desk.land(b"".join(map(gzip.compress, halves)) + bytes(512), "deals.csv.gz")
    assert landed.manifest["rows_landed"] == 2


def test_a_truncated_parquet_is_refused(desk: Desk) -> None:
    refused(
        desk,
        b"PAR1 rubbish",
        "deals.parquet is not a readable Parquet file; deliver it again.",
        "deals.parquet",
        format="parquet",
    )


def test_a_workbook_that_is_none_is_refused(desk: Desk) -> None:
    refused(
        desk,
        HEADER,
        "deals.xlsx is not a readable Excel workbook; save it as .xlsx and deliver it again.",
        "deals.xlsx",
        format="xlsx",
    )


def test_a_failed_delivery_leaves_earlier_landings_and_the_next_one_alone(desk: Desk) -> None:
    first = desk.land(HEADER + "a1,x,1,1,2026-03-01\n", day=date(2026, 3, 1))
    before = (first.directory / "rows.parquet").read_bytes()
    with pytest.raises(ScorehouseError):
        desk.land(b"\xff\xfe\x00", day=MONDAY)
    assert (first.directory / "rows.parquet").read_bytes() == before
    assert desk.land(HEADER + "a1,x,2,1,2026-03-01\n", day=MONDAY).status == "landed"
    assert desk.landings() == [("2026-03-01", 1), ("2026-03-02", 1)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[", 1),
        ('[{"id": "a1"}', 1),
        ('[\n{"id": "a1"},\n{"id": ]', 3),
        ('[{"id": "a1"}]\n{}', 1),
        ('[{"id": "a1"},]', 1),
    ],
)
def test_an_array_that_ends_too_early_is_refused_with_the_line(desk: Desk, text: str, line: int) -> None:
    sentence = f"deals.jsonl is a JSON array that cannot be read from line {line} on; deliver it again."
    refused(desk, text, sentence, "deals.jsonl", format="jsonl")


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [HEADER + "a1,x,1,1,2026-03-01\n", HEADER + "a1,王伟,1,1,2026-03-01\n" * 3])
def test_utf_16_without_a_mark_is_read_by_what_its_delimiters_say(desk: Desk, order: str, text: str) -> None:
    assert desk.land(text.encode(order), encoding="utf-16").manifest["rows_landed"] == 1


def test_utf_16_that_tells_no_order_of_bytes_is_refused(desk: Desk) -> None:
    refused(
        desk,
        "王伟".encode("utf-16-le"),
        "deals.csv is not utf-16 text: it has no byte-order mark, and no letters that tell the order; "
        "declare the encoding it really has or deliver it with a mark.",
        encoding="utf-16",
    )


@pytest.mark.parametrize(
    "debris",
    [
        *("__MACOSX/._deals.csv", "__MACOSX/folder/._deals.csv", "__MACOSX\\._deals.csv", "._deals.csv", ".DS_Store"),
        *("folder/.DS_Store", "folder/Thumbs.db", "ehthumbs.db", "desktop.ini", ".localized", "folder/Icon\r"),
    ],
)
def test_what_file_managers_add_to_a_zip_is_not_a_second_file(desk: Desk, debris: str) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(debris, b"x")
        archive.writestr("deals.csv", HEADER + "a1,x,1,1,2026-03-01\n")
    assert desk.land(packed.getvalue(), "deals.zip").manifest["rows_landed"] == 1


def test_a_workbook_is_not_blamed_for_what_the_disk_refuses(desk: Desk, tmp_path: Path) -> None:
    source, entity = desk.declare(files="deals_{extract_date}.xlsx.gz")
    path = desk.deliver(gzip.compress(b"a workbook", mtime=0), "deals.xlsx.gz").path
    (tmp_path / "plain.bin").mkdir()  # where it would be unpacked
    with duckdb.connect() as connection, pytest.raises(IsADirectoryError, match=r"plain\.bin") as caught:
        read_sheet(Reading(connection, path, source, entity, tmp_path))
    assert caught.value.__context__ is None  # nor was it looked at again, to say what is wrong with it
