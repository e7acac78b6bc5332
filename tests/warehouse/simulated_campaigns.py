"""The simulator's campaigns and their members as pandas makes them of the files, for the tests of several areas."""

import pandas as pd
from simulated_files import last_versions, live, local_times, versions
from warehouse_home import Home

from simulator.entities.campaigns import CHANNELS

FLAGS = ["is_targeted", "is_reached", "has_responded", "has_taken_part", "has_bought"]


def last_extract(home: Home) -> pd.Timestamp:
    """The date of the last extract."""
    return pd.Timestamp(versions(home.extracts, "campaigns").extract.str.extract(r"(\d{4}-\d\d-\d\d)")[0].max())


def campaigns_begun(home: Home) -> pd.DataFrame:
    """Each on its first day, or on the day that it was planned at its owner's office; none that has yet to begin."""
    found = live(home, "campaigns")
    starts = pd.to_datetime(found.starts_on.replace({"": None, "1900-01-01": None}))
    planned = pd.Series(local_times(home, found.owner_id, found.planned_at), found.index).dt.normalize()
    found = found.assign(
        company="simulator",
        person=found.owner_id,
        campaign=found.index,
        channel=found.channel.where(found.channel.isin(CHANNELS), "(none)"),
        starts=starts,
        ends=pd.to_datetime(found.ends_on),
        date=starts.fillna(planned),
        cost=pd.to_numeric(found.cost_amount),
    )
    return found[found.date <= last_extract(home)]


def members_of(home: Home, campaigns: pd.DataFrame) -> pd.DataFrame:
    """One for each campaign and prospect, who has done what any of the rows says, and bought what came later."""
    rows = last_versions(home, "campaign_members")
    flags = rows[FLAGS].replace({"true": 1.0, "false": 0.0, "": float("nan")}).astype(float)
    rows = rows.assign(**flags, prospect=rows.contact_id + rows.lead_id)
    rows = rows.join(campaigns[["company", "person", "campaign", "channel", "starts", "date"]], "campaign_id", "inner")
    too_early = pd.to_datetime(rows.bought_at) < rows.starts
    assert 0 < too_early.sum() < (rows.has_bought == 1).sum()
    rows["has_bought"] = rows.has_bought.mask(too_early, 0)
    by = ["company", "person", "campaign", "channel", "date", "prospect"]
    found = rows.groupby(by)[FLAGS].max().reset_index()
    assert 0 < len(found) < len(rows)
    told = found.groupby("campaign").is_reached.transform("count") > 0
    assert 0 < told.sum() < len(told)
    found["is_reached"] = found.is_reached.where(told, found.is_targeted)
    found["is_reached"] = found[["is_reached", "has_responded", "has_taken_part"]].max(axis=1)
    return found
