"""The difference between two contents as one page, for a doctor to read, print and sign.

One file without scripts or anything from elsewhere; needs Jinja2, which the extra `preview` installs.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.proof.difference import Difference, page_words, words
from bot.proof.difference_text import counted, heading, told
from bot.proof.findings import Finding


def page(difference: Difference, found: tuple[Finding, ...]) -> str:
    """The page, whole; `found` is what the check says of the content after."""
    environment = Environment(
        loader=PackageLoader("bot.proof"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("difference.html").render(
        t=page_words(),
        words=words(),
        heading=heading(difference),
        difference=difference,
        changes=told(difference),
        counted=tuple(counted(difference)),
        errors=[finding for finding in found if finding.is_error],
    )
