"""How pictures are drawn: Altair says what stands where, and Vega makes SVG of it in this process, without a browser.

To be imported only where something is drawn, because both take seconds.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import altair as alt
import vl_convert

Row = Mapping[str, Any]
Chart: TypeAlias = Any  # the type checker does not read Altair, which takes it longer than all that is ours

WIDTH, ROW = 720, 20
INK, MAIN, ACCENT, MUTED = "#1f2937", "#2563eb", "#d97706", "#9ca3af"
_COLOURS = ["#2563eb", "#0d9488", "#d97706", "#9333ea", "#be123c"]
_FONT = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_SHARE, _COUNT = ".0%", ",.0f"
_MANY = ",.4~r"  # four digits that say something, whatever the size


def svg(chart: Chart) -> str:
    """The picture as SVG that needs nothing else."""
    plain = chart.configure(font=_FONT, background="transparent").configure_view(stroke=None)
    styled = plain.configure_axis(labelColor=INK, titleColor=INK, gridColor="#e5e7eb", domain=False, labelLimit=320)
    drawn: str = vl_convert.vegalite_to_svg(styled.to_json())
    return drawn


def lines(rows: Sequence[Row], when: str, value: str, name: str, order: Sequence[str]) -> Chart:
    """A line for each name, over periods in their order; a gap where there is no value."""
    periods = list(dict.fromkeys(row[when] for row in rows))
    base = alt.Chart(_data(rows)).encode(
        x=alt.X(f"{when}:O", sort=periods, title=None, axis=alt.Axis(labelAngle=-45)),
        y=alt.Y(f"{value}:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(format=_SHARE)),
        color=alt.Color(f"{name}:N", sort=list(order), title=None, scale=alt.Scale(range=_COLOURS)),
    )
    drawn = base.mark_line(strokeWidth=2, point=True, invalid="break-paths-show-domains")
    return drawn.properties(width=WIDTH, height=240)


def intervals(rows: Sequence[Row], name: str, value: str, low: str, high: str) -> Chart:
    """A point in its interval for each name, in the order of the rows."""
    names = alt.Y(f"{name}:N", sort=[row[name] for row in rows], title=None)
    scale = alt.Scale(zero=False, nice=True)
    base = alt.Chart(_data(rows)).encode(y=names)
    spans = base.mark_rule(color=MUTED, strokeWidth=5, strokeCap="round", opacity=0.5).encode(
        x=alt.X(f"{low}:Q", title=None, scale=scale, axis=alt.Axis(format=_SHARE)), x2=f"{high}:Q"
    )
    points = base.mark_circle(color=MAIN, size=60, opacity=1).encode(x=alt.X(f"{value}:Q", title=None))
    told = base.mark_text(align="left", dx=8, color=INK).encode(
        x=alt.X(f"{high}:Q"), text=alt.Text(f"{value}:Q", format=".1%")
    )
    return (spans + points + told).properties(width=WIDTH, height=ROW * max(len(rows), 2))


def bars(rows: Sequence[Row], name: str, value: str) -> Chart:
    """A bar for each name, in the order of the rows, its value at its end."""
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y(f"{name}:N", sort=[row[name] for row in rows], title=None),
        x=alt.X(f"{value}:Q", title=None, axis=alt.Axis(format=_COUNT, tickMinStep=1, tickCount=6)),
    )
    told = base.mark_text(align="left", dx=4, color=INK).encode(text=alt.Text(f"{value}:Q", format=_COUNT))
    return (base.mark_bar(color=MAIN, height=ROW * 0.7) + told).properties(width=WIDTH, height=ROW * max(len(rows), 2))


def pareto(rows: Sequence[Row], name: str, value: str, share: str) -> Chart:
    """Bars from the largest on, and beside them which share of all they make up so far."""
    order = [row[name] for row in rows]
    names = alt.Y(f"{name}:N", sort=order, title=None)
    so_far = alt.Chart(_data(rows)).encode(
        y=alt.Y(f"{name}:N", sort=order, title=None, axis=None),
        x=alt.X(f"{share}:Q", title=None, axis=alt.Axis(format=_SHARE, tickCount=3), scale=alt.Scale(domain=[0, 1])),
    )
    line = so_far.mark_line(color=ACCENT, point=alt.OverlayMarkDef(color=ACCENT), orient="horizontal")
    height = ROW * max(len(rows), 2)
    left = alt.Chart(_data(rows)).encode(
        y=names, x=alt.X(f"{value}:Q", title=None, axis=alt.Axis(format=_COUNT, tickMinStep=1, tickCount=6))
    )
    told = left.mark_text(align="left", dx=4, color=INK).encode(text=alt.Text(f"{value}:Q", format=_COUNT))
    counted = (left.mark_bar(color=MAIN, height=ROW * 0.7) + told).properties(width=WIDTH * 0.65, height=height)
    return alt.hconcat(counted, line.properties(width=WIDTH * 0.3, height=height), spacing=12)


def heat(rows: Sequence[Row], titles: tuple[str, str], *, shares: bool) -> Chart:
    """A field for each `across` and `down`, the darker the more, with its `value` in it.

    Args:
        rows: In the order of both.
        titles: Of what is across and down.
        shares: Whether the values are shares.
    """
    orders = [list(dict.fromkeys(row[name] for row in rows)) for name in ("across", "down")]
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("across:O", sort=orders[0], title=titles[0], axis=alt.Axis(labelAngle=0)),
        y=alt.Y("down:O", sort=orders[1], title=titles[1]),
    )
    fields = base.mark_rect().encode(color=alt.Color("value:Q", scale=alt.Scale(range=["#eff6ff", MAIN]), legend=None))
    told = base.mark_text(color=INK).encode(text=alt.Text("value:Q", format=_SHARE if shares else _COUNT))
    return (fields + told).properties(width=52 * len(orders[0]), height=24 * len(orders[1]))


def small_multiples(series: Sequence[tuple[str, str, bool, Sequence[Row]]], when: str, value: str) -> Chart:
    """A small line for each over the same periods, each on a scale of its own.

    Args:
        series: Name, last value as it is written, whether it is a share, and the rows.
        when: Column of the period.
        value: Column of the value.
    """
    drawn = [
        _small((name, last), rows, when, value, ".1%" if is_share else _MANY) for name, last, is_share, rows in series
    ]
    return alt.concat(*drawn, columns=4, spacing=22)


def _small(told: tuple[str, str], rows: Sequence[Row], when: str, value: str, written: str) -> Chart:
    name, last = told
    title = alt.TitleParams(
        name, anchor="start", fontSize=10, limit=195, subtitle=last, subtitleFontSize=15, subtitleFontWeight="bold"
    )
    base = alt.Chart(_data(rows), title=title).encode(
        x=alt.X(f"{when}:O", sort=[row[when] for row in rows], title=None, axis=alt.Axis(labels=False, ticks=False)),
        y=alt.Y(f"{value}:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(format=written, tickCount=3)),
    )
    point = alt.OverlayMarkDef(color=MAIN, size=14)
    return base.mark_line(color=MAIN, point=point, invalid="break-paths-show-domains").properties(width=165, height=60)


def _data(rows: Sequence[Row]) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in rows])
