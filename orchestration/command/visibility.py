"""How the platform kept its own promise lately, in words, from the published marts."""

import duckdb

from orchestration.words import counted

LAST_DAYS = 30
_KEPT = """
    with latest as (
        select source, is_published_in_time from core.fct_extract_days
        where is_published_in_time is not null
        qualify row_number() over (partition by source order by extract_date desc) <= ?
    )
    select source, count_if(is_published_in_time), count(*) from latest group by source order by source
"""


def visibility(marts: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The words by source, where a promise was assessed; none for a copy that is older than the ledger."""
    try:
        rows = marts.execute(_KEPT, [LAST_DAYS]).fetchall()
    except duckdb.CatalogException:
        return {}
    return {
        source: f"{in_time} of the last {counted(days, 'promised day')} published in time"
        for source, in_time, days in rows
    }
