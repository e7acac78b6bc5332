"""What a build has to do: add what is new, build everything anew, or nothing. Pure decisions, no files.

The warehouse is derived, so whenever adding could differ from building anew, it is built anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from orchestration.build.extracts import Extract
from orchestration.connectors.manifests import Manifest
from orchestration.errors import ScorehouseError
from orchestration.words import counted

# In place of the code's fingerprint: somebody has built single models, by code that nobody has noted.
BY_HAND = "by hand"

Mode = Literal["full", "incremental", "nothing"]


@dataclass(frozen=True)
class Built:
    """What the warehouse holds: by which code, as of which instant (naive UTC), from which extracts."""

    fingerprint: str
    as_of: datetime
    extracts: frozenset[Extract]

    @property
    def sources(self) -> frozenset[str]:
        """Of which something has landed."""
        return frozenset(extract.source for extract in self.extracts)


@dataclass(frozen=True)
class Situation:
    """What there is when a build is asked for.

    Attributes:
        wanted: What the warehouse should hold afterwards.
        built: What it holds now; None when that is not known.
        has_warehouse: Whether its file is there.
        is_interrupted: Whether an earlier build did not finish.
        is_published: Whether readers have a published copy.
        adds: Whether rows of the warehouse's tables can be changed.
    """

    wanted: Built
    built: Built | None
    has_warehouse: bool
    is_interrupted: bool
    is_published: bool
    adds: bool = True


@dataclass(frozen=True)
class Plan:
    """What to do and why.

    Attributes:
        mode: What kind of build it takes.
        reason: Why, in a sentence for the user.
        target: What the warehouse will hold.
        since: Extracts of earlier days are built already.
        new: Source and entity of the extracts to add.
        landed: The manifests it was made from.
    """

    mode: Mode
    reason: str
    target: Built
    since: date = date.min
    new: frozenset[tuple[str, str]] = frozenset()
    landed: Sequence[Manifest] = ()


def resolve_as_of(extracts: Sequence[Extract], asked: datetime | None) -> datetime:
    """The instant a build looks from: the one asked for, else the latest cut-off landed. Never the clock.

    Raises:
        ScorehouseError: Nothing is landed.
    """
    if not extracts:
        raise ScorehouseError(
            "Nothing is landed yet, so there is nothing to build: deliver extracts, then run scorehouse land."
        )
    return asked or max(extract.cutoff_at for extract in extracts)


def wanted(extracts: Iterable[Extract], as_of: datetime, fingerprint: str) -> Built:
    """What a warehouse of this instant holds: extracts that end later do not exist for it."""
    return Built(fingerprint, as_of, frozenset(extract for extract in extracts if extract.cutoff_at <= as_of))


def decide(situation: Situation, *, full: bool = False) -> Plan:
    """Choose the cheapest way that certainly gives what building everything anew gives."""
    target, built = situation.wanted, situation.built
    if built is None or situation.is_interrupted:
        cause = "the last build did not finish" if situation.is_interrupted else "nothing is built yet"
        return Plan("full", f"Building everything: {cause}.", target)
    why_full = _why_full(situation, built, full=full)
    if why_full:
        return Plan("full", f"Building everything: {why_full}.", target)
    new = target.extracts - built.extracts
    if new:
        first = min(extract.extract_date for extract in new)
        places = frozenset((extract.source, extract.entity) for extract in new)
        return Plan("incremental", f"Adding {_counted(new)}.", target, first, places)
    if target.as_of > built.as_of:
        return Plan(
            "incremental", f"Looking from {target.as_of} UTC instead of {built.as_of}; no new extracts.", target
        )
    if not situation.is_published:
        return Plan("incremental", "Publishing again: the published copy is gone or damaged.", target)
    return Plan("nothing", f"Nothing new since the build as of {built.as_of} UTC.", target)


def _why_full(situation: Situation, built: Built, *, full: bool) -> str:
    target = situation.wanted
    if full:
        return "you asked for it"
    if not situation.has_warehouse:
        return "the warehouse file is gone or damaged"
    if built.fingerprint == BY_HAND:
        return "scorehouse dbt has written to the warehouse"
    if target.fingerprint != built.fingerprint:
        same_code = _code(target.fingerprint) == _code(built.fingerprint)
        return "the list of who is who has changed" if same_code else "models, rules or settings have changed"
    if target.as_of < built.as_of:
        return f"{target.as_of} lies before the last build, {built.as_of}"
    return _why_not_added(target.extracts, built.extracts, adds=situation.adds)


def _why_not_added(target: frozenset[Extract], built: frozenset[Extract], *, adds: bool) -> str:
    """Why the new extracts cannot simply be added to the built ones; empty when they can."""
    gone, new = sorted(built - target), sorted(target - built)
    if gone:
        is_landed = any(_place(extract) == _place(gone[0]) for extract in new)
        return f"{_name(gone[0])} {'was delivered again' if is_landed else 'is no longer landed'}"
    known = {(extract.source, extract.entity) for extract in built}
    for source in sorted({extract.source for extract in new}):
        days = [extract.extract_date for extract in built if extract.source == source]
        if not days:  # the models do not read it yet
            return f"{source} is delivered for the first time"
        for extract in (extract for extract in new if extract.source == source):
            if extract.extract_date <= max(days):
                return f"{_name(extract)} came after {max(days)} was built"
            # A first staff list says where people stood before it, too.
            if (source, extract.entity) not in known:
                return f"{_name(extract)} is the first of its entity"
    return "nothing can be added to tables of this format" if new and not adds else ""


def with_matches(code: str, matches: str) -> str:
    """The fingerprint of a build: of its code, and of the lists that say who is who."""
    return f"{code}/{matches}" if matches else code


def _code(fingerprint: str) -> str:
    return fingerprint.partition("/")[0]


def _place(extract: Extract) -> tuple[str, str, date]:
    return extract.source, extract.entity, extract.extract_date


def _name(extract: Extract) -> str:
    return f"{extract.source}.{extract.entity} of {extract.extract_date}"


def _counted(extracts: Iterable[Extract]) -> str:
    days = [extract.extract_date for extract in sorted(extracts, key=lambda extract: extract.extract_date)]
    span = f"of {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"
    return f"{counted(len(days), 'new extract')} {span}"
