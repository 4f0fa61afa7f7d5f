"""The conversation on two text streams, as a person at a terminal or a script sees it."""

import io
from functools import partial

import pytest

from bot.channels.terminal import WIDTH, Terminal, show_message, wants_colours
from bot.content.loading import default_root, load
from bot.dialogue.advice import alarm_message
from bot.dialogue.turns import Message
from tests.dialogue.helpers import heard

CONTENT = load(default_root())
WORDS = CONTENT.words
HEAR = partial(heard, CONTENT)
WHOLE_CHECK = ("start de check", "ja", "geen", "43", "geen", "nvt", "alle vier", "geen", "wekelijks", "geen", "28", "1")


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """As a terminal does."""
        return True


class Interrupted(io.StringIO):
    """Input on which Ctrl-C is pressed once all of it was read."""

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override] # one of its bases reads bytes
        """The next line; Ctrl-C instead of the end."""
        line = super().readline(-1 if size is None else size)
        if not line:
            raise KeyboardInterrupt
        return line


def talk(*lines: str, source: type[io.StringIO] = io.StringIO, colours: bool = False) -> str:
    """Everything that is written when these lines are typed."""
    out = io.StringIO()
    Terminal(CONTENT, HEAR, source("".join(f"{line}\n" for line in lines)), out, colours=colours).run()
    return out.getvalue()


def test_a_whole_check_reads_as_a_conversation() -> None:
    """What is typed is echoed behind the prompt, in order, from the welcome to the outcome and the goodbye."""
    text = talk(*WHOLE_CHECK)
    assert text.startswith("\nWelkom bij RLS-wijzer.")
    turns = text.split(f"{WORDS.prompt} ")
    assert [turn.partition("\n")[0] for turn in turns[1:]] == [*WHOLE_CHECK, ""]
    assert "Vraag 1 van ongeveer" in turns[2]
    assert "Je ferritine: 28 microgram per liter" in turns[-2]
    assert f"[{WORDS.change}]" in turns[-2]
    assert "https://www.thuisarts.nl/" in turns[-2]
    assert turns[-1] == f"\n{WORDS.goodbye}\n"


def test_the_outcome_is_said_last() -> None:
    """Below the answers, where somebody at a terminal reads on."""
    end = talk(*WHOLE_CHECK).split(f"{WORDS.prompt} ")[-2]
    assert end.index(WORDS.answers_heading) < end.index(WORDS.doctor_heading)


def test_nothing_typed_is_a_welcome_and_a_goodbye() -> None:
    """The end of the input ends it."""
    text = talk()
    assert "Welkom" in text
    assert text.endswith(f"{WORDS.prompt} \n{WORDS.goodbye}\n")


@pytest.mark.parametrize("typed", ["check", "check\n", "\n\n  \ncheck", "   check   \n"])
def test_a_line_is_what_stands_on_it(typed: str) -> None:
    """Also without a line end; lines without anything on them are nothing said."""
    out = io.StringIO()
    Terminal(CONTENT, HEAR, io.StringIO(typed), out).run()
    assert out.getvalue().count(WORDS.agree) == 1
    assert WORDS.unknown not in " ".join(out.getvalue().split())


def test_without_being_asked_there_are_no_colours() -> None:
    """So that a script reads only text."""
    assert "\x1b" not in talk(*WHOLE_CHECK)


def test_colours_mark_headings_buttons_and_the_prompt() -> None:
    """The words are the same with colours and without; every style is switched off again."""
    plain, coloured = talk("check", "ja"), talk("check", "ja", colours=True)
    assert "\x1b[1mVraag 1 van ongeveer" in coloured
    assert f"\x1b[2m{WORDS.prompt}\x1b[0m" in coloured
    without = coloured
    for style in ("\x1b[1;31m", "\x1b[1m", "\x1b[2m", "\x1b[0m"):
        without = without.replace(style, "")
    assert without == plain
    assert coloured.count("\x1b[") == 2 * coloured.count("\x1b[0m")


def test_an_emergency_is_red() -> None:
    """Its first line only."""
    alarm = next(iter(CONTENT.alarms.values()))
    out = io.StringIO()
    show_message(alarm_message(alarm), out, colours=True)
    assert f"\x1b[1;31m{alarm.first_line}\x1b[0m" in out.getvalue()
    assert out.getvalue().count("\x1b[1;31m") == 1


def test_a_terminal_shows_what_is_typed_itself() -> None:
    """There nothing is echoed a second time."""
    assert f"{WORDS.prompt} check" not in talk("check", source=Tty)
    assert f"{WORDS.prompt} check" in talk("check")


def test_ctrl_c_ends_politely() -> None:
    """What was said stays, and the goodbye with its line about emergencies still comes."""
    text = talk("check", "ja", source=Interrupted)
    assert "Heb je nu of sinds kort" in text
    assert text.endswith(f"\n{WORDS.goodbye}\n")


def test_who_erases_everything_is_a_stranger_again() -> None:
    """Consent is asked as if nothing had been said."""
    before, after = talk("check", "ja", "geen", "/wis", "check").split("Alles is meteen gewist")
    assert "Hoe oud ben je?" in before
    assert WORDS.agree in after
    assert WORDS.resumed not in after


def test_running_text_is_not_wider_than_is_readable() -> None:
    """Paragraphs, bullets and options are broken; addresses and rows of buttons are not."""
    lines = talk(*WHOLE_CHECK, "privacy", "help", "samenvatting").splitlines()
    wide = [
        line for line in lines if len(line) > WIDTH and not line.lstrip().startswith("[") and "https://" not in line
    ]
    assert wide == []


def test_a_message_alone_ends_with_one_line_end() -> None:
    """As the output of a command."""
    out = io.StringIO()
    show_message(Message("# Kop\n\nTekst."), out, colours=False)
    assert out.getvalue() == "Kop\n\nTekst.\n"


def test_colours_are_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for files, not for who asked for none, not where they show as rubbish."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colours(Tty())
    assert not wants_colours(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "")
    assert not wants_colours(Tty())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colours(Tty())
