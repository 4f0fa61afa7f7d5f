"""The short texts of the interface. What they say stands in `content/words.yaml`; here only which there are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Buttons, headings and remarks. Content has each of them exactly once."""

    # Buttons
    start_check: str
    go_on: str
    see_result: str
    privacy: str
    help: str
    agree: str
    disagree: str
    none_of_these: str
    done: str
    dont_know: str
    why: str
    back: str
    change: str
    summary: str
    restart: str
    right: str
    wrong: str
    other_fact: str
    same_fact: str
    keep: str
    not_right: str
    all_topics: str
    more: str
    previous: str
    go_on_after_alarm: str

    # Headings and parts of screens
    progress: str
    changing: str
    choose_change: str
    type_or_tap: str
    type_or_tick: str
    type_or_grid: str
    ticked: str
    why_heading: str
    source: str
    reviewed: str
    answers_heading: str
    also_heading: str
    doctor_heading: str
    summary_heading: str
    summary_result: str
    summary_closing: str
    result_heading: str
    kept_heading: str
    kept_nothing: str
    kept_until: str

    # Remarks
    assumed: str
    is_that_right: str
    perhaps_other: str
    noted_other: str
    impossible: str
    unit_unknown: str
    heard: str
    is_it_right: str
    heard_before: str
    heard_without_consent: str
    noted: str
    dropped: str
    did_you_mean: str
    second_question: str
    read_also: str
    was_this_it: str
    unknown: str
    choose_theme: str
    choose_topic: str
    not_understood: str
    number_wanted: str
    old_button: str
    too_many: str
    unknown_command: str
    nothing_to_undo: str
    nothing_to_explain: str
    resumed: str
    already_done: str
    restarted: str
    content_changed: str
    result_changed: str
    result_same: str
    no_result: str
    photo: str
    voice: str
    sticker: str
    document: str
    location: str
    other_kind: str
    edited: str
    failed: str
    group: str
    private_chat: str
    goodbye: str
    description: str
    short_description: str
    prompt: str

    # What people type for an answer that every question knows (folded when read)
    said_yes: tuple[str, ...]
    said_no: tuple[str, ...]
    said_dont_know: tuple[str, ...]
    said_none: tuple[str, ...]
    said_all: tuple[str, ...]
    months: tuple[str, ...]
    """January to December, as they stand in a date."""


FILLED_IN: dict[str, frozenset[str]] = {
    "choose_topic": frozenset({"theme"}),
    "other_fact": frozenset({"other"}),
    "same_fact": frozenset({"fact"}),
    "progress": frozenset({"number", "total"}),
    "changing": frozenset({"name"}),
    "ticked": frozenset({"names"}),
    "source": frozenset({"sources"}),
    "reviewed": frozenset({"sources", "date"}),
    "summary_result": frozenset({"title"}),
    "assumed": frozenset({"answer"}),
    "is_that_right": frozenset({"fact", "value"}),
    "perhaps_other": frozenset({"fact", "value", "other"}),
    "noted_other": frozenset({"other", "value"}),
    "impossible": frozenset({"fact", "low", "high", "unit"}),
    "unit_unknown": frozenset({"fact", "unit"}),
    "number_wanted": frozenset({"unit"}),
    "content_changed": frozenset({"names"}),
    "result_changed": frozenset({"before", "after"}),
}
"""The parts between braces that the program fills in, for the texts that have any."""
