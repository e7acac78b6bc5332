"""The texts of a delivery in their normal form, as SQL: what every reader puts between its scan and `delivered`."""

from collections.abc import Sequence

from orchestration.connectors.declarations.casts import present
from orchestration.connectors.declarations.shapes import Entity
from orchestration.spelling import closed_sql, spelled_sql


def normal_texts(  # noqa: PLR0913 - a scan, what it holds, and what is known of it
    expressions: Sequence[str],
    names: Sequence[str],
    entity: Entity,
    scan: str,
    fault: str,
    *,
    plain: bool = False,
    are_texts: Sequence[bool] = (),
) -> str:
    """A SELECT of `c0`, `c1` ... and `fault` from a scan: texts in their normal form, missing ones null.

    Those of the key are closed up too, since canonical ids are; columns declared verbatim are left as they are.
    `plain` says that no text holds characters that only the whole normal form would mend, `are_texts` which columns
    are texts at all.
    """
    verbatim = {column.name for column in entity.columns if column.verbatim}
    places = [f"c{place}" for place in range(len(expressions))]
    raw = ", ".join(f"{expression} as {place}" for expression, place in zip(expressions, places, strict=True))
    mended, closed = [], []
    for name, place, is_text in zip(names, places, are_texts or [True] * len(places), strict=True):
        if not is_text:
            mended.append(place)
            closed.append(place)
            continue
        mended.append(f"{place if name in verbatim else spelled_sql(place, plain=plain)} as {place}")
        text = closed_sql(place) if name in entity.key and name not in verbatim else place
        closed.append(f"{present(text, entity.missing)} as {place}")
    return (
        f"select {', '.join(closed)}, fault from (select {', '.join(mended)}, fault "
        f"from (select {raw}, {fault} as fault from {scan}))"
    )
