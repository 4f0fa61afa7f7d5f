"""The commands: parse, call, print; nothing else.

Results go to standard output, trouble to standard error. Exit code 0 is fine, 1 is problems
found, 2 is wrong usage. What is foreseen is shown as one message without a traceback.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from bot.content.loading import default_root, load
from bot.errors import BotError

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
        # Whoever read the output has closed it, as `head` does; there is nobody left to tell.
        sys.stderr.close()
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

    Terminal(load(arguments.content), sys.stdin, sys.stdout, colours=wants_colours(sys.stdout)).run()
    return 0


def play(arguments: argparse.Namespace) -> int:
    """Answer the check with given facts, one check a line."""
    from bot.play import play as play_check  # noqa: PLC0415

    content = load(arguments.content)
    wrong = 0
    for number, line in _lines():
        try:
            print(json.dumps(play_check(content, _facts(line)).as_json(), ensure_ascii=False), flush=True)
        except BotError as error:
            print(f"line {number}: {error}", file=sys.stderr)
            wrong += 1
    return 1 if wrong else 0


def check(arguments: argparse.Namespace) -> int:
    """Check the content: everything an editor should fix, in one run."""
    content = load(arguments.content)
    print(
        f"{arguments.content}: {len(content.questions)} vragen, {len(content.outcomes)} uitkomsten, "
        f"{len(content.passages)} teksten, versie {content.version}. Geen problemen gevonden."
    )
    return 0


def _facts(line: str) -> dict[str, object]:
    try:
        read = json.loads(line)
    except json.JSONDecodeError as error:
        message = f"this is not JSON ({error})"
        raise BotError(message) from None
    facts = read.get("facts") if isinstance(read, dict) else None
    if not isinstance(facts, dict):
        message = 'expected {"facts": {...}}'
        raise BotError(message)
    return facts


def _lines() -> Iterator[tuple[int, str]]:
    """The lines of standard input that hold something, numbered from 1."""
    return ((number, line) for number, line in enumerate(sys.stdin, start=1) if line.strip())


def _folder(path: str) -> Path:
    folder = Path(path)
    if not folder.is_dir():
        message = f"there is no folder {path}"
        raise argparse.ArgumentTypeError(message)
    return folder.resolve()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rls-bot", description="RLS-wijzer: a Dutch bot for people with restless legs."
    )
    parser.add_argument("--version", action="version", version=f"rls-bot {version('rls-bot')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add(commands, "run", run, "serve Telegram (needs TELEGRAM_BOT_TOKEN)")
    _add(commands, "chat", chat, "hold the conversation in the terminal; needs no account")
    playing = _add(commands, "play", play, 'answer the check with facts: one {"facts": {...}} a line on standard input')
    playing.add_argument("--jsonl", action="store_true", required=True, help="read and write one JSON object a line")
    _add(commands, "check", check, "check the content and say what to fix")
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, command: Command, help_: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_, description=help_)
    parser.add_argument(
        "--content", type=_folder, default=default_root(), metavar="DIR", help="use the content in this folder"
    )
    parser.set_defaults(command=command)
    return parser
