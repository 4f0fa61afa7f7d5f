"""Entries read from documents, and the references between them.

Reading never stops at the first problem: an entry that is wrong is left out, its id still
counts as existing, and everything else is read on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from bot.content.problems import Place, Problem, nearest, suggestion, wording
from bot.content.reading import Data, Document, Path_

E = TypeVar("E", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Found(Generic[E]):
    """An entry with its place, and where the parts of it stand."""

    entry: E
    document: Document
    path: Path_

    def place(self, *path: str | int) -> Place:
        """Where a part of the entry stands."""
        return self.document.place(*self.path, *path)


@dataclass(slots=True)
class Entries(Generic[E]):
    """The entries of one kind by id, and the place of every id, also of entries that are wrong."""

    found: dict[str, Found[E]]
    places: dict[str, Place]

    def refer(self, kind: str, wanted: str, place: Place) -> Iterator[Problem]:
        """A problem when no entry has the id."""
        if wanted not in self.places:
            yield unknown(kind, wanted, place, self.places)


def unknown(kind: str, wanted: str, place: Place, known: Iterable[str], *, of: str = "") -> Problem:
    """The problem of a name that does not exist, with the nearest that does.

    `kind`: what it should name, a key of "kinds" in the wording; `of`: the fact whose answer it should be.
    """
    near = nearest(wanted, known)
    kinds = wording()["kinds"]
    named = kinds["answer_of"].format(fact=of) if of else kinds[kind]
    return Problem(
        place,
        "unknown-reference",
        {"kind": named, "id": wanted, "suggestion": suggestion(near)},
    )


def collect(model: type[E], documents: Iterable[tuple[Document, Path_]], problems: list[Problem]) -> Entries[E]:
    """All entries of one kind from the mappings at these paths, in file order."""
    entries: Entries[E] = Entries({}, {})
    for document, path in documents:
        problems += shape_problems(document, *map(str, path))
        for entry_id, data in document.entries(*map(str, path)).items():
            place = document.place(*path, entry_id)
            if entry_id in entries.places:
                details = {"id": entry_id, "other": str(entries.places[entry_id])}
                problems.append(Problem(place, "duplicate-id", details))
                continue
            entries.places[entry_id] = place
            found = parse(model, data, document, (*path, entry_id), problems)
            if found is not None:
                entries.found[entry_id] = found
    return entries


def shape_problems(document: Document, *path: str) -> Iterator[Problem]:
    """A problem when there is no block of names at this path: else the file would be taken for an empty one."""
    found = document.at(*path)
    if not document.lines:
        return  # it could not be read, and that is a problem of its own
    if found is None:
        yield Problem(document.place(*path), "missing-key", {"key": path[-1]})
    elif not isinstance(found, dict):
        details = {
            "key": path[-1] if path else document.file,
            "wanted": wording()["wanted"]["dict_type"],
            "found": _shown(found),
        }
        yield Problem(document.place(*path), "wrong-type", details)


def parse(model: type[E], data: Data, document: Document, path: Path_, problems: list[Problem]) -> Found[E] | None:
    """One entry; None, and problems, when it is not as the schema says."""
    try:
        return Found(model.model_validate(data), document, path)
    except ValidationError as error:
        problems += [_problem(model, document, path, dict(detail)) for detail in error.errors()]
        return None


def _problem(model: type[BaseModel], document: Document, path: Path_, error: dict[str, Any]) -> Problem:
    location = tuple(step for step in error["loc"] if _leads_on(step))
    place = document.place(*path, *location)
    key = str(next((step for step in reversed(location) if isinstance(step, str)), path[-1] if path else ""))
    kind, found = error["type"], _shown(error["input"])
    match kind:
        case "missing":
            return Problem(place, "missing-key", {"key": key})
        case "extra_forbidden":
            allowed = _allowed(model, location)
            near = nearest(key, allowed)
            perhaps = f"{suggestion(near)} " if near else ""
            return Problem(place, "unknown-key", {"key": key, "allowed": ", ".join(allowed), "suggestion": perhaps})
        case "string_too_short":
            return Problem(place, "empty-text", {"key": key})
        case "literal_error":
            allowed_text = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
            return Problem(place, "wrong-value", {"key": key, "found": found, "allowed": allowed_text})
        case "date_from_datetime_parsing" | "date_parsing" | "date_type" | "date_from_datetime_inexact":
            return Problem(place, "wrong-date", {"key": key, "found": found})
        case _:
            details = {"key": key, "wanted": wording()["wanted"].get(kind, error["msg"]), "found": found}
            return Problem(place, "wrong-type", details)


def _leads_on(step: str | int) -> bool:
    """Pydantic names validators and key checks in a location; they are no part of the file."""
    return not (isinstance(step, str) and (step.startswith("function-") or step == "[key]"))


def _allowed(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand where an unknown one was found."""
    here: Any = model
    for step in location[:-1]:
        here = _inner(here, step)
    return list(here.model_fields) if isinstance(here, type) and issubclass(here, BaseModel) else []


def _inner(model: Any, step: str | int) -> Any:  # noqa: ANN401 - a type annotation, of whatever kind
    if isinstance(model, type) and issubclass(model, BaseModel):
        annotation = model.model_fields[str(step)].annotation if str(step) in model.model_fields else None
        return _model_in(annotation)
    return model


def _model_in(annotation: Any) -> Any:  # noqa: ANN401
    """The model named somewhere in an annotation (list[Annotated[Said, ...]], dict[str, Option], X | None)."""
    if isinstance(annotation, type) and not hasattr(annotation, "__args__") and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found is not None), None)


def _shown(data: object) -> str:
    match data:
        case str():
            return data if len(data) <= 40 else f"{data[:37]}..."  # noqa: PLR2004 - enough to recognise it
        case Mapping():
            return wording()["found"]["block"]
        case list():
            return wording()["found"]["list"]
        case _:
            return wording()["found"]["nothing"]
