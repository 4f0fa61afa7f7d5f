"""The commands: parse, call, print; nothing else.

Results go to standard output, trouble to standard error. Exit code 0 is fine, 1 is problems
found, 2 is wrong usage. What is foreseen is shown as one message without a traceback.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.content.loading import default_root, load, reviewed
from bot.content.problems import ContentError, wording
from bot.errors import BotError
from bot.settings import cache_folder
from bot.understanding.building import local_date

if TYPE_CHECKING:
    from bot.proof.difference import Difference, Earlier
    from bot.proof.findings import Finding

Command = Callable[[argparse.Namespace], int]
INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended."""


class WrongUsage(BotError):
    """A command was called in a way it cannot work with."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parsed = _parser().parse_args(arguments)
    command: Command = parsed.command
    try:
        return command(parsed)
    except WrongUsage as error:
        print(f"rls-bot: {error}", file=sys.stderr)
        return 2
    except BotError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has closed it, as `head` does; what Python would still flush goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED


def run(arguments: argparse.Namespace) -> int:
    """Serve Telegram."""
    from bot.assembly import serve_telegram  # noqa: PLC0415 - the other commands start faster without Telegram

    return serve_telegram(arguments.content)


def chat(arguments: argparse.Namespace) -> int:
    """Hold the conversation in the terminal."""
    from bot.channels.terminal import Terminal, wants_colours  # noqa: PLC0415
    from bot.understanding.building import build  # noqa: PLC0415

    content = load(arguments.content)
    understanding = build(content, cache_folder(), learning=_say_learning)
    Terminal(content, understanding.hear, sys.stdin, sys.stdout, wants_colours(sys.stdout)).run()
    return 0


def ask(arguments: argparse.Namespace) -> int:
    """Answer one message, or one a line."""
    from bot.ask import ask as ask_bot  # noqa: PLC0415
    from bot.channels.terminal import show_message, wants_colours  # noqa: PLC0415
    from bot.understanding.building import build  # noqa: PLC0415

    if arguments.jsonl == (arguments.message is not None):
        message = 'ask takes a message, or --jsonl and one {"q": "…"} a line on standard input'
        raise WrongUsage(message)
    content = load(arguments.content)
    understanding = build(content, cache_folder(), learning=_say_learning)
    if not arguments.jsonl:
        if arguments.explain:
            for part, seen in understanding.explain(arguments.message):
                print(f"{wording()['explained'][part]}: {seen}")
        reply = ask_bot(content, understanding, arguments.message)
        show_message(reply.message, sys.stdout, colours=wants_colours(sys.stdout))
        return 0

    def answered(line: str) -> dict[str, object]:
        return ask_bot(content, understanding, _text(line, "q")).as_json()

    return _each_line(answered)


def play(arguments: argparse.Namespace) -> int:
    """Answer the check with given facts, one check a line."""
    from bot.play import play as play_check  # noqa: PLC0415

    content = load(arguments.content)
    return _each_line(lambda line: play_check(content, _facts(line)).as_json())


def check(arguments: argparse.Namespace) -> int:
    """Check the content and every conversation it makes possible: everything an editor should fix, in one run."""
    from bot.proof.difference import earlier  # noqa: PLC0415

    if arguments.html and not arguments.against:
        message = "check --html writes the difference, so it goes with --against"
        raise WrongUsage(message)
    if not arguments.against:
        return _check(arguments, None)
    try:
        before = earlier(arguments.content, arguments.against)
    except BotError as error:
        raise WrongUsage(str(error)) from None
    return _check(arguments, before)


def _check(arguments: argparse.Namespace, before: Earlier | None) -> int:
    from bot.proof import reporting  # noqa: PLC0415
    from bot.proof.difference import difference  # noqa: PLC0415
    from bot.proof.difference_text import report  # noqa: PLC0415
    from bot.proof.examining import examine  # noqa: PLC0415
    from bot.proof.rules import findings  # noqa: PLC0415

    start, progress = time.monotonic(), reporting.ProgressLine()
    try:
        examined = examine(arguments.content, local_date(), progress)
        found = findings(examined)
    except ContentError as error:
        if arguments.json:
            print(json.dumps({"findings": [problem.as_json() for problem in error.problems]}, ensure_ascii=False))
            return 1
        raise
    finally:
        progress.done()
    seconds = time.monotonic() - start
    differs = difference(before, arguments.content, examined.content) if before else None
    if differs and arguments.html:
        _write_page(arguments.html, differs, found)
    if arguments.json:
        print(json.dumps(reporting.as_json(examined, found, seconds, differs), ensure_ascii=False, indent=2))
    else:
        print(reporting.report(examined, found, str(arguments.content), seconds))
        if differs:
            print(f"\n{report(differs)}")
    return 1 if any(finding.is_error for finding in found) else 0


def _write_page(path: Path, differs: Difference, found: tuple[Finding, ...]) -> None:
    try:
        from bot.proof.difference_page import page  # noqa: PLC0415
    except ModuleNotFoundError as error:
        message = f'check --html needs {error.name}: install it with pip install "rls-bot[preview]"'
        raise BotError(message) from None
    try:
        path.write_text(page(differs, found), encoding="utf-8")
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise WrongUsage(message) from None


def inbox(arguments: argparse.Namespace) -> int:
    """Show what was set aside, or do something about it."""
    from bot.inbox import dropped, listed, tried_again  # noqa: PLC0415

    if arguments.action != "list" and not arguments.ids and not arguments.all:
        message = f"inbox {arguments.action} takes the numbers that `rls-bot inbox` shows, or --all"
        raise WrongUsage(message)
    if arguments.action == "list":
        print("\n".join(listed()) or "Nothing was set aside.")
        return 0
    count = (tried_again if arguments.action == "retry" else dropped)(arguments.ids)
    if arguments.action == "retry":
        print(f"{count} will be tried again by the bot within seconds, or when it is started.")
    else:
        print(f"{count} dropped.")
    return 0 if count or arguments.all else 1


def doctor(arguments: argparse.Namespace) -> int:
    """Look at everything that `run` needs, and say what is wrong and what to do."""
    from bot.doctor import examine  # noqa: PLC0415

    fine = True
    for finding in examine(arguments.content, local_date()):
        print(finding)
        fine = fine and finding.fine
    return 0 if fine else 1


def preview(arguments: argparse.Namespace) -> int:
    """Show the conversation and the tree on a local web page."""
    from bot.understanding.building import build  # noqa: PLC0415

    try:
        from bot.channels.preview.proving import checks  # noqa: PLC0415
        from bot.channels.preview.serving import serve  # noqa: PLC0415
    except ModuleNotFoundError as error:
        message = f'preview needs {error.name}: install it with pip install "rls-bot[preview]"'
        raise BotError(message) from None
    return serve(
        arguments.content,
        lambda content: build(content, cache_folder()).hear,
        port=arguments.port,
        browser=not arguments.no_browser,
        checks=checks(local_date),
    )


def graph(arguments: argparse.Namespace) -> int:
    """Draw the dialogue: one picture on standard output or in a file, or all of them in a folder."""
    from bot.graph.drawing import THEMES, draw, draw_all  # noqa: PLC0415

    content, output = load(arguments.content), arguments.output
    try:
        if output is None:
            print(draw(content, arguments.format, arguments.theme or THEMES[0]), end="")
        elif output.is_dir():
            themes = (arguments.theme,) if arguments.theme else THEMES
            for path in draw_all(content, output, arguments.format, themes):
                print(path)
        else:
            output.write_text(draw(content, arguments.format, arguments.theme or THEMES[0]), encoding="utf-8")
    except OSError as error:
        message = f"{error.filename or output}: {error.strerror}"
        raise BotError(message) from None
    return 0


def schema(arguments: argparse.Namespace) -> int:
    """Write the JSON Schemas of the content files, for editor programs."""
    from bot.content.editor_schema import write  # noqa: PLC0415

    for path in write(arguments.content):
        print(path)
    return 0


def _say_learning() -> None:
    """Why the first start after a change of content takes some seconds; only somebody at a terminal is told."""
    if sys.stderr.isatty():
        print(wording()["learning"]["once"], file=sys.stderr)


def _each_line(answered: Callable[[str], dict[str, object]]) -> int:
    """Answer every line of standard input with one; a wrong line is named, and the others still answered."""
    wrong = 0
    for number, line in _lines():
        try:
            print(json.dumps(answered(line), ensure_ascii=False), flush=True)
        except BotError as error:
            print(f"line {number}: {error}", file=sys.stderr)
            wrong += 1
    return 1 if wrong else 0


def _text(line: str, key: str) -> str:
    text = _object(line).get(key)
    if not isinstance(text, str):
        message = f'expected {{"{key}": "..."}}'
        raise BotError(message)
    return text


def _facts(line: str) -> dict[str, object]:
    facts = _object(line).get("facts")
    if not isinstance(facts, dict):
        message = 'expected {"facts": {...}}'
        raise BotError(message)
    return facts


def _object(line: str) -> dict[str, object]:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits is a ValueError of its own, brackets without end are a RecursionError.
        message = f"this is not JSON ({str(error) or type(error).__name__})"
        raise BotError(message) from None
    return read if isinstance(read, dict) else {}


def _lines() -> Iterator[tuple[int, str]]:
    """The lines of standard input that hold something, numbered from 1; what is no UTF-8 in them is marked as such."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    return ((number, line) for number, line in enumerate(sys.stdin, start=1) if line.strip())


def _folder(path: str) -> Path:
    folder = Path(path)
    if not folder.is_dir():
        message = f"there is no folder {path}"
        raise argparse.ArgumentTypeError(message)
    return folder.resolve()


def _port(written: str) -> int:
    if not written.isdecimal() or not 0 < int(written) < 2**16:
        message = f"{written} is no port: a number from 1 to 65535"
        raise argparse.ArgumentTypeError(message)
    return int(written)


class _Version(argparse.Action):
    """Reads the content only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:  # noqa: ANN401 - argparse's own
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"rls-bot {version('rls-bot')}")
        try:
            content = load(default_root())
        except ContentError as error:
            print(f"content: cannot be used, {len(error.problems)} problems; see rls-bot check")
        else:
            first, last = reviewed(content)
            print(f"content {content.version}, reviewed from {first} to {last}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rls-bot", description="RLS-wijzer: a Dutch bot for people with restless legs."
    )
    parser.add_argument("--version", action=_Version, help="show the version of the program and of its content")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add(commands, "run", run, "serve Telegram (needs TELEGRAM_BOT_TOKEN)")
    _add(commands, "chat", chat, "hold the conversation in the terminal; needs no account")
    asking = _add(commands, "ask", ask, "answer one message, outside a conversation")
    asking.add_argument("message", nargs="?", help="what a person would type")
    asking.add_argument("--jsonl", action="store_true", help='read one {"q": "…"} a line, write one JSON object a line')
    asking.add_argument("--explain", action="store_true", help="say first why it is understood as it is")
    playing = _add(commands, "play", play, 'answer the check with facts: one {"facts": {...}} a line on standard input')
    playing.add_argument("--jsonl", action="store_true", required=True, help="read and write one JSON object a line")
    checking = _add(commands, "check", check, "check the content and every conversation, and say what to fix")
    checking.add_argument("--json", action="store_true", help="write the findings and the figures as JSON")
    checking.add_argument(
        "--against", metavar="REV|DIR", help="say what changes for whom since this git revision, or this other folder"
    )
    checking.add_argument(
        "--html", type=Path, metavar="FILE", help="write the difference as a page for a reviewing doctor to sign"
    )
    _add_inbox(commands)
    _add(
        commands,
        "doctor",
        doctor,
        "look at token, database, key, webhook, clock and content: what is wrong, what to do",
    )
    viewing = _add(commands, "preview", preview, "the conversation and the tree on a local web page, for editors")
    viewing.add_argument("--port", type=_port, default=0, help="listen on this port of this machine (any free one)")
    viewing.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    drawing = _add(commands, "graph", graph, "draw the dialogue from its content, as SVG or Mermaid")
    drawing.add_argument("--format", choices=("svg", "mermaid"), default="svg", help="svg (the default) or mermaid")
    drawing.add_argument("--theme", choices=_themes(), metavar="NAME", help=f"which picture: {', '.join(_themes())}")
    drawing.add_argument(
        "--output", type=Path, metavar="FILE|DIR", help="a file to write, or a folder for all themes; else the screen"
    )
    _add(
        commands,
        "schema",
        schema,
        "write JSON Schemas into the content folder, with which editor programs complete and explain keys; "
        "prints the files that changed",
    )
    return parser


def _themes() -> tuple[str, ...]:
    from bot.graph.wording import themes  # noqa: PLC0415 - so light that --help stays fast

    return themes()


def _add_inbox(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = (
        "Updates that the bot could not take, because of a mistake in it or because they were not as Telegram "
        "promises. The people were asked to send their message again; nobody else had to wait. Nothing that was "
        "typed is kept of them, and all of it goes by itself after 3 days. Reads DATABASE_URL and RLS_BOT_SECRET."
    )
    parser = commands.add_parser("inbox", help="list, retry or drop what the bot had to set aside", description=about)
    parser.add_argument(
        "action", nargs="?", choices=("list", "retry", "drop"), default="list",
        help="list (the default): number, time, kind, error and tries of each; "
        "retry: take them once more, after the mistake was mended; drop: delete them",
    )  # fmt: skip
    parser.add_argument("ids", nargs="*", type=int, metavar="NUMBER", help="which, by the number in the list")
    parser.add_argument("--all", action="store_true", help="all of them")
    parser.set_defaults(command=inbox)


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, command: Command, help_: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_, description=help_)
    parser.add_argument(
        "--content", type=_folder, default=default_root(), metavar="DIR", help="use the content in this folder"
    )
    parser.set_defaults(command=command)
    return parser
