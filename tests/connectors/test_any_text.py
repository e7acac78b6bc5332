"""Properties of landing delimited text: nothing is lost and nothing invented, whatever the text holds."""

import csv
import io

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from landing_desk import HEADER, Desk, left_out, rejects, rows

from orchestration.errors import ScorehouseError
from orchestration.spelling import spelled

AWKWARD = st.text(st.sampled_from(list("ab\",\n\r\t;'\\|# 王伟，　é")), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(st.tuples(AWKWARD, AWKWARD), max_size=12), line_end=st.sampled_from(["\n", "\r\n"]))
def test_what_a_csv_writer_writes_is_landed_row_for_row(
    desk: Desk, table: list[tuple[str, str]], line_end: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(["id", "name", "notes"])
    writer.writerows((str(number), name, notes) for number, (name, notes) in enumerate(table))
    columns = {"id": "varchar", "name": "varchar", "notes": "varchar"}
    landed = desk.land(out.getvalue(), columns=columns, delivery="changes", verbatim=["name"])
    assert rejects(landed) == []
    expected = [(str(number), name or None, spelled(notes) or None) for number, (name, notes) in enumerate(table)]
    assert rows(landed) == expected


CLEAN = HEADER + 'a1,"p,q",1,1,2026-03-01\na2,"p\nq",2,2,2026-03-01\na3,"""x""",,,\na4,x,4,4,2026-03-01\n'
SPOILER = st.sampled_from(
    ['"', '""', ",", "\n", "\r\n", "\r", "\0", " ", ' "', "\n\n", "王", "\ufeff", "\x1a", "\u2028"]
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoilers=st.lists(st.tuples(st.integers(0, len(CLEAN)), SPOILER), max_size=6))
@example(spoilers=[(55, ' "')])  # Python up to 3.11.4 repeats a pattern wrongly here
def test_whatever_is_put_into_a_file_its_records_land_or_are_rejected_or_it_fails_with_a_sentence(
    desk: Desk, spoilers: list[tuple[int, str]]
) -> None:
    text = CLEAN
    for position, spoiler in spoilers:
        text = text[:position] + spoiler + text[position:]
    try:
        landed = desk.land(text, delivery="changes")
    except ScorehouseError as error:
        assert "counted" not in str(error)
        return
    lines = text.replace("\0", "\\x00").split("\n")
    for line, _, rejected in [*rejects(landed), *left_out(landed)]:
        assert lines[line - 1].rstrip("\r") == rejected.split("\n")[0].rstrip("\r")


def test_a_file_too_large_to_be_kept_in_memory_is_sorted_the_same_way(desk: Desk) -> None:
    lines = [f"a{number},{'x' * 20},1,1,2026-03-01\n" for number in range(150_000)]
    lines[70_000] = "ragged\n"
    lines[90_000] = "a90000,bad,oops,1,2026-03-01\n"
    lines[140_000] = lines[5]
    landed = desk.land(HEADER + "".join(lines))
    assert [(line, reason) for line, reason, _ in rejects(landed)] == [
        (70_002, "has 1 field where the header has 5"),
        (90_002, "amount oops is not a decimal(18,2)"),
    ]
    assert [(line, reason) for line, reason, _ in left_out(landed)] == [
        (140_002, "key id=a5 appears twice; the rows are the same"),
    ]
    spoiled = {70_000, 90_000, 140_000}
    assert rows(landed, "id") == [(f"a{number}",) for number in range(150_000) if number not in spoiled]
