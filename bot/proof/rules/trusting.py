"""What is said can be trusted: a doctor to go to, a safety line, a source and a link; reviewed, and of a known site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from bot.content.problems import Place
from bot.dialogue.conditions import ALWAYS
from bot.proof.examining import Examined
from bot.proof.findings import Finding, limits
from bot.proof.requirements import said_in_the_check


def outcomes(examined: Examined) -> Iterator[Finding]:
    """Whatever was answered, an outcome says that it is no diagnosis and whom to speak with, and links to Thuisarts first."""
    for outcome in examined.content.outcomes.values():
        found = examined.files.outcomes.found[outcome.id]
        always = "\n".join(said.passage.text for said in outcome.say if said.when == ALWAYS)
        if not _speaks("safety_line", outcome.closing.text):
            yield Finding(
                found.place("closing"), "no-safety-line", {"outcome": outcome.id, "closing": outcome.closing.id}
            )
        if not _speaks("doctor", f"{always}\n{outcome.closing.text}"):
            yield Finding(found.place("say"), "no-doctor", {"outcome": outcome.id})
        first = urlsplit(outcome.links[0].url).hostname if outcome.links else None
        if first != limits()["first_site"]:
            details = {"outcome": outcome.id, "site": limits()["first_site"]}
            yield Finding(found.place("links"), "no-link", details)


def sources(examined: Examined) -> Iterator[Finding]:
    """Everything that the check can say has a source."""
    for passage in said_in_the_check(examined.content):
        if not passage.sources:
            place = examined.files.passages.found[passage.id].place("sources")
            yield Finding(place, "no-source", {"passage": passage.id})


def marks(examined: Examined) -> Iterator[Finding]:
    """A text of the check that speaks of something that requirements look for is marked so."""
    for passage in said_in_the_check(examined.content):
        for mark, pattern in limits()["marks"].items():
            spoken = re.search(pattern, passage.text, re.IGNORECASE)
            if spoken and mark not in passage.about:
                details = {"passage": passage.id, "mark": mark, "words": " ".join(spoken[0].split())}
                yield Finding(examined.files.passages.found[passage.id].place("text"), "unmarked", details)


def never_said(examined: Examined) -> Iterator[Finding]:
    """No text gives an order, a diagnosis or a promise."""
    for passage in examined.content.passages.values():
        for pattern in limits()["never_said"]:
            spoken = re.search(pattern, passage.text, re.IGNORECASE)
            if spoken:
                place = examined.files.passages.found[passage.id].place("text")
                yield Finding(place, "never-said", {"passage": passage.id, "words": " ".join(spoken[0].split())})


def reviews(examined: Examined) -> Iterator[Finding]:
    """Texts and addresses were looked at, not too long ago and not in the future."""
    months = limits()["months_between_reviews"]
    dates: list[tuple[str, date, Place]] = []
    files = examined.files
    dates += [(i, f.entry.reviewed, f.place("reviewed")) for i, f in files.passages.found.items()]
    dates += [(i, f.entry.reviewed, f.place("reviewed")) for i, f in files.alarms.found.items()]
    dates += [(i, f.entry.checked, f.place("checked")) for i, f in files.links.found.items()]
    for name, day, place in dates:
        if day > examined.today:
            yield Finding(place, "future-date", {"text": name, "date": day.isoformat()})
        elif _months(day, examined.today) >= months:
            yield Finding(place, "old-review", {"text": name, "date": day.isoformat(), "months": str(months)})


def addresses(examined: Examined) -> Iterator[Finding]:
    """Addresses lead to sites that were looked at; no text hides another."""
    allowed = set(limits()["sites"])
    for link in examined.content.links.values():
        site = urlsplit(link.url).hostname or ""
        if site not in allowed:
            place = examined.files.links.found[link.id].place("url")
            yield Finding(place, "unknown-site", {"link": link.id, "site": site, "sites": ", ".join(sorted(allowed))})
    for passage in examined.content.passages.values():
        hidden = re.search(r"https?:\S*|www\.\S*", passage.text)
        if hidden:
            place = examined.files.passages.found[passage.id].place("text")
            yield Finding(place, "address-in-text", {"passage": passage.id, "address": hidden[0]})


def _speaks(name: str, text: str) -> bool:
    return re.search(limits()[name], text, re.IGNORECASE) is not None


def _months(since: date, today: date) -> int:
    """Whole months between two dates."""
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
