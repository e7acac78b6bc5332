"""The situations of the truth table, by theme.

A new one is a sentence in the file of its theme, with people of its own. Who works where and what is delivered when is
said in `truth_company`; what the marts must answer, in `test_truth_table`.
"""

from situations import (
    accountability,
    afterwards,
    asked,
    days,
    deadlines,
    figures,
    phones,
    promises,
    repairs,
    results,
    waivers,
)
from situations.situation import Situation

THEMES = (deadlines, promises, accountability, asked, phones, repairs, waivers, days, afterwards)
TABLE: dict[str, Situation] = {
    sentence: situation for theme in THEMES for sentence, situation in theme.SITUATIONS.items()
}
VERSIONS = [version for situation in TABLE.values() for version in situation.delivered]
VERSIONS += figures.VERSIONS + results.VERSIONS
