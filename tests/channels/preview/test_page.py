"""The page over HTTP: the conversation, what stands beside it, and who may talk to it."""

import re
from pathlib import Path

import httpx
import pytest

from bot.channels.preview import app
from bot.channels.preview.aloud import texts
from bot.channels.preview.workshop import Checks, Finding
from bot.content.loading import load
from tests.channels.preview.pages import HERE, VIEWS, Tab, served

PREVIEW = Path(app.__file__).parent
T = texts()
WHOLE_CHECK = (
    "Start de check",
    "Ja, ik ga akkoord",
    "Geen van deze",
    "18 tot en met 49",
    "Geen van deze",
    "Niet van toepassing",
    "Ja, alle vier",
    "Geen van deze",
    "2 tot 6 keer per week",
    "Geen van deze",
)
LOW = "Ferritine onder 50: bespreek de uitslag met je arts"


def change(folder: Path, file: str, before: str, after: str) -> None:
    """Save a file with one thing changed in it."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(before) >= 1
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")


async def test_a_whole_check_ends_in_the_same_outcome_on_both_sides(folder: Path) -> None:
    """What the person reads at the left is what the tree at the right says, with its row."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).tap(*WHOLE_CHECK)
        assert T["path"]["nothing_yet"] in tab.side
        await (await tab.say("28")).tap("Korter dan 6 maanden")
        assert f"{LOW} Je ferritine: 28 microgram per liter" in tab.log
        assert f"{LOW} ferritine-laag-bespreken Regel 32 van de tabel" in tab.side


async def test_text_is_laid_out_as_in_telegram(folder: Path) -> None:
    """Headings, lists and paragraphs with their line breaks; all else stands as it was written."""
    change(
        folder,
        "passages/bot.yaml",
        "Welkom bij RLS-wijzer.",
        "# Kop <b>\n\n    - een\n    - twee\n\n    Welkom bij RLS-wijzer.",
    )
    with served(folder) as client:
        tab = await Tab(client).open()
        assert "<h3>Kop &lt;b&gt;</h3>" in tab.html
        assert "<ul><li>een</li><li>twee</li></ul>" in tab.html


async def test_tabs_do_not_know_each_other(folder: Path) -> None:
    """Each has its own conversation, and looking again does not change it."""
    with served(folder) as client:
        one, two = await Tab(client).open(), await Tab(client).open()
        await one.tap("Start de check")
        await two.view("path")
        assert one.path != two.path
        assert "Ja, ik ga akkoord" in one.log
        assert "Welkom bij RLS-wijzer" in two.log
        assert "Ja, ik ga akkoord" not in two.log


async def test_only_so_many_tabs_are_remembered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one not looked at for the longest begins anew."""
    monkeypatch.setattr(app, "MOST_CHATS", 2)
    with served(folder) as client:
        first = await (await Tab(client).open()).tap("Start de check")
        await Tab(client).open()
        await Tab(client).open()
        await first.view("path")
        assert "Welkom bij RLS-wijzer" in first.log


async def test_a_button_of_an_older_screen_changes_nothing(folder: Path) -> None:
    """As in Telegram it says so."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).tap("Start de check")
        await tab.post("tap", screen="1", choice="0")
        assert load(folder).words.old_button in tab.html


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("tap", {}),
        ("tap", {"screen": "x", "choice": "-1"}),
        ("offer", {"bubble": "999", "offer": "0"}),
        ("offer", {"bubble": "1", "offer": "0"}),
        ("start_at", {"question": "nope"}),
        ("change", {}),
        ("say", {"text": "  "}),
        ("nope", {}),
        ("what_if", {"nope": "1", "ferritine": "inf", "leeftijd": "nope", "ziekten": "nope"}),
    ],
)
async def test_what_the_page_never_sends_does_no_harm(action: str, form: dict[str, str], folder: Path) -> None:
    """Nothing that is posted ends in an error, and the conversation is still there."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).post(action, **form)
        assert "RLS-wijzer" in tab.log


async def test_topics_open_and_turn_pages_in_place(folder: Path) -> None:
    """A button under a message works for ever; another page takes the place of the page it was pressed on."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).say("/onderwerpen")
        bubble = re.findall(r'name="bubble" value="(\d+)"', tab.html)[-1]
        await tab.post("offer", bubble=bubble, offer="0")
        assert re.findall(r'name="bubble" value="(\d+)"', tab.html)[-1] == bubble
        await tab.post("offer", bubble=bubble, offer="0")
        content = load(folder)
        assert next(iter(content.topics.values())).title in tab.log


async def test_an_answer_is_changed_with_all_others_kept(folder: Path) -> None:
    """By the button in the tree; the effect is said, as in the bot."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).tap(*WHOLE_CHECK)
        await (await tab.say("28")).tap("Korter dan 6 maanden")
        await tab.say("/stop")
        await tab.post("change", question="ferritine")
        assert "Je verandert: Ferritine" in tab.log
        await tab.say("400")
        assert "Geen extra ijzer: laat naar de oorzaak kijken" in tab.side
        assert "Spoed Geen van deze" in " ".join(tab.side.replace("beantwoord", "").split())


async def test_what_if_asks_what_was_left_open(folder: Path) -> None:
    """The form begins a conversation with its answers; what cannot be one is left out, and that is said."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).view("what_if")
        assert T["what_if"]["explain"] in tab.side
        await tab.post(
            "what_if", spoed="geen", leeftijd="50-plus", ziekten=["darmziekte", "maagoperatie"], hb="honderd"
        )
        assert "Voorzichtig met ijzer" in tab.log or "Geldt iets hiervan voor jou?" in tab.log
        assert T["what_if"]["impossible"].format(fact=load(folder).facts["hb"].name, value="honderd") in tab.html  # type: ignore[index]
        await tab.post("what_if", leeftijd="50-plus", spoed="geen", ziekten=["darmziekte", "maagoperatie"], hb="7,05")
        await tab.view("what_if")
        assert '<option value="50-plus" selected>' in tab.html
        assert re.search(r'<input name="hb"[^>]* value="7,05">', tab.html)
        assert tab.html.count(" checked>") == 3


async def test_every_question_can_be_started_at(folder: Path) -> None:
    """The button in the tree makes it the open question."""
    content = load(folder)
    with served(folder) as client:
        tab = await Tab(client).open()
        for question in reversed(content.questions):
            await tab.post("start_at", question=question.id)
            assert question.text.split("\n")[0] in tab.log


async def test_a_broken_file_keeps_the_last_good_content(folder: Path) -> None:
    """The findings are shown with file and line, the conversation goes on, and mending it is enough."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).tap("Start de check")
        good = load(folder).version
        change(folder, "questions.yaml", "asks: [leeftijd]", "asks: [leeftijt]")
        await tab.view("findings")
        assert T["page"]["broken"].format(version=good) in tab.html
        assert re.search(r"fout content/questions.yaml:\d+ unknown-reference", tab.side)
        await tab.tap("Ja, ik ga akkoord")
        assert "Vraag 1 van ongeveer" in tab.log
        change(folder, "questions.yaml", "asks: [leeftijt]", "asks: [leeftijd]")
        await tab.view("findings")
        assert T["findings"]["none"] in tab.side
        assert good in tab.html
        assert "Vraag 1 van ongeveer" in tab.log


async def test_content_that_was_never_good_shows_what_to_fix(folder: Path) -> None:
    """The page is there before there is a conversation, and begins one when the last fault is gone."""
    rules = (folder / "rules.yaml").read_text(encoding="utf-8")
    (folder / "rules.yaml").unlink()
    with served(folder) as client:
        tab = Tab(client)
        for view in VIEWS:
            await tab.open()
            await tab.view(view)
            assert T["page"]["never_good"] in tab.html
        await tab.say("hallo")
        (folder / "rules.yaml").write_text(rules, encoding="utf-8")
        await tab.view("path")
        assert "Welkom bij RLS-wijzer" in tab.log


async def test_a_saved_text_is_said_anew_where_it_stands(folder: Path) -> None:
    """The outcome that was said, the screen that is live: both read as they do now, and the answers stay."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).tap(*WHOLE_CHECK)
        await (await tab.say("28")).tap("Korter dan 6 maanden")
        change(folder, "outcomes/uitkomsten-2.yaml", LOW, "Een andere titel")
        await tab.view("path")
        assert "Een andere titel Je ferritine: 28" in tab.log
        assert LOW not in tab.log
        assert "Een andere titel ferritine-laag-bespreken" in tab.side


async def test_only_the_answer_to_a_changed_question_is_asked_again(folder: Path) -> None:
    """As for a patient who is halfway when content changes, and told in the same words."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).tap(*WHOLE_CHECK)
        change(folder, "questions.yaml", "Hoe oud ben je?", "Hoeveel jaar ben je?")
        await tab.view("path")
        assert "Hoeveel jaar ben je?" in tab.log
        assert load(folder).words.content_changed.format(names="Leeftijd") in tab.log
        await tab.tap("18 tot en met 49")
        assert "Hoe hoog was je ijzervoorraad" in tab.log


async def test_findings_of_another_check_are_shown_as_they_read(folder: Path) -> None:
    """With severity, hint, the conversation that shows it, and a link to the line; so is what a change does to whom."""
    finding = Finding(
        "content/rules.yaml", 3, "never-true", "deze rij geldt nooit", "haal haar weg", "warning", ("Spoed: geen",)
    )
    with served(folder, Checks(examine=lambda _: [finding])) as client:
        tab = await (await Tab(client).open()).view("findings")
        assert (
            "let op content/rules.yaml:3 never-true deze rij geldt nooit haal haar weg "
            f"{T['findings']['conversation']} Spoed: geen"
        ) in tab.side
        await tab.view("file", file="content/rules.yaml", line="3")
        marked = re.findall(r'<li id="line" aria-current="true"><code>(.*?)</code>', tab.html)
        assert marked == [(folder / "rules.yaml").read_text(encoding="utf-8").splitlines()[2]]


@pytest.mark.parametrize("name", ["content/../secret.yaml", "/etc/passwd", "content/", "", "content/geheim.txt"])
async def test_only_content_files_are_shown(name: str, folder: Path) -> None:
    """Nothing beside the folder, and nothing in it that is no YAML."""
    for secret in (folder.parent / "secret.yaml", folder / "geheim.txt"):
        secret.write_text("een geheim", encoding="utf-8")
    with served(folder) as client:
        tab = await (await Tab(client).open()).view("file", file=name)
        assert T["file"]["unknown"] in tab.side
        assert "een geheim" not in tab.html


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:8000", "evil.example:127.0.0.1", "", "127.0.0.1"]
)
async def test_a_page_of_another_name_gets_nothing(host: str, folder: Path) -> None:
    """A website whose name is made to point at this machine cannot read the page (DNS rebinding)."""
    with served(folder) as client:
        answer = await client.get("/", headers={"Host": host})
        assert answer.status_code == httpx.codes.MISDIRECTED_REQUEST


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1:8001", "https://127.0.0.1:8000"]
)
async def test_another_page_cannot_press_buttons(origin: str | None, folder: Path) -> None:
    """A post is taken from the page itself only."""
    with served(folder) as client:
        tab = await Tab(client).open()
        headers = {"Origin": origin} if origin else {}
        answer = await client.post(f"{tab.path}/say", data={"text": "/check"}, headers=headers)
        assert answer.status_code == httpx.codes.FORBIDDEN
        assert "/check" not in (await tab.view("path")).log.replace("met /check", "")


@pytest.mark.parametrize(("method", "size", "status"), [("PUT", 1, 405), ("POST", 100_001, 413)])
async def test_what_no_browser_sends_here_is_refused(method: str, size: int, status: int, folder: Path) -> None:
    """Other methods, and more than any form holds."""
    with served(folder) as client:
        answer = await client.request(method, "/chat/0123456789ab/say", content=b"x" * size, headers={"Origin": HERE})
        assert answer.status_code == status


async def test_an_unknown_conversation_is_begun(folder: Path) -> None:
    """After a restart of the program a tab that is still open goes on at the start; a strange address leads to a new one."""
    with served(folder) as client:
        assert (await client.get("/chat/0123456789ab")).status_code == httpx.codes.OK
        assert (await client.get("/chat/zzz")).headers["location"] == "/"
        assert (await client.post("/chat/zzz/say", headers={"Origin": HERE})).status_code == httpx.codes.SEE_OTHER


async def test_the_page_can_load_nothing_from_elsewhere(folder: Path) -> None:
    """The policy forbids it and nothing in the page needs it: no inline script or style, no address but of links to read."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).tap(*WHOLE_CHECK)
        answer = await client.get("/static/preview.js")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        await (await tab.say("28")).tap("Korter dan 6 maanden")
        for view in VIEWS:
            await tab.view(view)
            assert not re.search(r"<script(?! src=\"/)|<style|\sstyle=|\son\w+=|src=\"(?!/)", tab.html)
            loaded = re.findall(r'<link [^>]*href="(.*?)"', tab.html)
            assert all(address.startswith("/static/") for address in loaded)


def test_all_that_is_said_stands_in_the_catalogue() -> None:
    """No word stands in a template itself: between its tags there is only punctuation."""
    for template in (PREVIEW / "templates").glob("*.html"):
        page = re.sub(r"{%.*?%}|{{.*?}}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search("[a-zA-Z]", "".join(re.findall(r">([^<>]*)<", page))), template


def test_nothing_in_the_catalogue_is_left_over() -> None:
    """Every text of the catalogue is named by a page or the code."""
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in PREVIEW.rglob("*") if path.suffix in (".html", ".py", ".js")
    )
    by_name = {"views", "band", "states", "marks"}
    names = [(part, name) for part, said in T.items() for name in said if part not in by_name | set(T["path"])]
    assert [f"{part}.{name}" for part, name in names if not re.search(rf"\b{name}\b", code)] == []


@pytest.mark.parametrize("view", VIEWS)
async def test_each_view_says_which_it_is(view: str, folder: Path) -> None:
    """For a screen reader: one link of the views is the current one, and the region is named after it."""
    with served(folder) as client:
        tab = await (await Tab(client).open()).view(view)
        current = re.findall(r'<a href="[^"]*view=(\w+)" aria-current="page"', tab.html)
        assert current == [view]
        assert f'aria-label="{T["views"][view]}"' in tab.html
