"""The page around the pictures: one file that needs no other, readable on a screen and on paper."""

from datetime import datetime

from jinja2 import Environment

from orchestration.report.asked import Asked
from orchestration.report.pictures import pictures
from orchestration.report.words import LANGUAGES, named, say

_PAGE = """<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body { font: 15px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #1f2937; background: #fff; max-width: 1000px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 0.2rem; }
p { margin: 0.2rem 0 0.8rem; max-width: 46rem; } .quiet { color: #6b7280; }
figure { margin: 0; overflow-x: auto; break-inside: avoid; } svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 0.15rem 0.6rem; border-bottom: 1px solid #e5e7eb; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } summary { cursor: pointer; color: #6b7280; font-size: 13px; }
</style>
</head>
<body>
<h1>{{ title }}</h1>
<p class="quiet">{{ as_of }} <a href="{{ other }}">{{ other_language }}</a></p>
{% for picture in pictures %}
<section>
<h2>{{ picture.title }}</h2>
{% if picture.sentence %}<p>{{ picture.sentence }}</p>{% endif %}
<figure role="img" aria-label="{{ picture.title }}">{{ picture.svg | safe }}</figure>
<details><summary>{{ figures }}</summary><div style="overflow-x: auto"><table>
<tr>{% for column in picture.columns %}<th>{{ column }}</th>{% endfor %}</tr>
{% for row in picture.rows %}
<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}
</table></div></details>
</section>
{% else %}
<p>{{ nothing }}</p>
{% endfor %}
</body>
</html>
"""


def page(asked: Asked, as_of: datetime, other: str) -> str:
    """The page as HTML.

    Args:
        asked: Whose page it is.
        as_of: Instant as of which the copy was built, UTC.
        other: Name of the same page in the other language.
    """
    language = asked.language
    template = Environment(autoescape=True, trim_blocks=True).from_string(_PAGE)
    return template.render(
        language={"zh": "zh-Hans"}.get(language, language),
        title=say("title", language, source=asked.source, period=named(asked.start, asked.period, language)),
        as_of=say("as_of", language, as_of=as_of),
        other=other,
        other_language=say("other", language),
        figures=say("figures", language),
        nothing=say("nothing", language),
        pictures=list(pictures(asked)),
    )


def file_names(asked: Asked) -> dict[str, str]:
    """What the pages of a source and period are called, by language; no link has to quote it."""
    safe = "".join(
        one if one.isascii() and (one.isalnum() or one in "-_") else f"~{ord(one):x}" for one in asked.source
    )
    return {language: f"{safe}_{asked.period}_{asked.start}.{language}.html" for language in LANGUAGES}
