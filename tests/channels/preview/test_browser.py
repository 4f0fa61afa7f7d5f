"""The page in Chromium, as an editor uses it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.channels.preview.aloud import texts
from tests.channels.preview.pages import VIEWS
from tests.channels.preview.test_page import LOW, WHOLE_CHECK, change

T = texts()
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
PATIENCE = 60_000
"""Milliseconds for what takes long only on a busy machine."""


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """The page of the content."""
    yield from watched(context.new_page(), address)


@pytest.fixture
def own_page(context: BrowserContext, own_address: str) -> Iterator[Page]:
    """The page of a copy that the test may spoil."""
    yield from watched(context.new_page(), own_address)


def watched(page: Page, address: str) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen, or be asked of another place."""
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text))
    page.on("request", lambda asked: None if asked.url.startswith(address) else trouble.append(asked.url))
    page.goto(address)
    yield page
    assert trouble == []


def tap(page: Page, *labels: str) -> None:
    """Click buttons of the live screen, each when it is there."""
    for label in labels:
        before = page.locator("#log .live").text_content() or ""
        page.locator("#log .live").get_by_role("button", name=label, exact=True).click()
        expect(page.locator("#log .live")).not_to_have_text(before, timeout=PATIENCE)


def say(page: Page, message: str, reply: str) -> None:
    """Type a message and wait for what is said to it."""
    page.get_by_label(T["chat"]["type"]).fill(message)
    page.keyboard.press("Enter")
    expect(page.locator("#log > li.me").last).to_contain_text(message, timeout=PATIENCE)
    expect(page.locator("#log > li.bot").last).to_contain_text(reply)


def look(page: Page, view: str) -> None:
    """Go to a view."""
    page.get_by_role("navigation").get_by_role("link", name=T["views"][view]).click()
    expect(page.locator("#side")).to_have_attribute("data-view", view, timeout=PATIENCE)


def test_a_whole_conversation_by_mouse(page: Page) -> None:
    """To the outcome, which is said in the conversation and stands beside it, in sight."""
    tap(page, *WHOLE_CHECK)
    say(page, "28", "Hoe lang geleden")
    tap(page, "Korter dan 6 maanden")
    outcome = page.locator("#log").get_by_role("heading", name=LOW)
    expect(outcome).to_be_in_viewport()
    expect(page.locator(".outcome .result")).to_contain_text(LOW)
    expect(page.locator(".line [aria-current]")).to_contain_text("onder 50")
    link = page.locator("#log").get_by_role("link").first
    assert (link.get_attribute("href") or "").startswith("https://")
    assert link.get_attribute("rel") == "noopener noreferrer"


def focused(page: Page) -> str:
    """What has the focus: its label; it must be seen to have it."""
    label, outline = page.evaluate(
        """() => {
            const here = document.activeElement;
            const seen = here.matches('#log > li') ? here.querySelector('.words') : here;
            return [here.getAttribute('aria-label') || here.labels?.[0]?.innerText || here.innerText,
                    parseFloat(getComputedStyle(seen).outlineWidth)];
        }"""
    )
    assert outline >= 2, f"the focus on {label!r} cannot be seen"
    return str(label).strip()


def go(page: Page, label: str, key: str = "Tab") -> None:
    """Press the key until this has the focus."""
    for _ in range(60):
        page.keyboard.press(key)
        if focused(page) == label:
            return
    pytest.fail(f"{label!r} is not reached by {key}")


def test_a_whole_conversation_by_keyboard(page: Page) -> None:
    """Tab and Enter are enough. The focus is always seen, and after an answer it stands on the new screen."""
    page.keyboard.press("Tab")
    assert focused(page) == T["page"]["skip"]
    page.keyboard.press("Enter")
    assert focused(page) == T["chat"]["type"]
    go(page, "Start de check", "Shift+Tab")
    page.keyboard.press("Enter")
    for label, next_screen in zip(WHOLE_CHECK[1:], (*WHOLE_CHECK[2:], "Terug"), strict=True):
        expect(page.locator("#log .live").get_by_role("button", name=label, exact=True)).to_be_visible()
        expect(page.locator("#log .live")).to_be_focused()
        go(page, label)
        page.keyboard.press("Enter")
        expect(page.locator("#log .live").get_by_role("button", name=next_screen, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    assert focused(page) == T["chat"]["type"]
    page.keyboard.type("28")
    page.keyboard.press("Enter")
    expect(page.locator("#log")).to_contain_text("Hoe lang geleden", timeout=PATIENCE)
    assert focused(page) == T["chat"]["type"]
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator("#log").get_by_role("heading", name=LOW)).to_be_visible(timeout=PATIENCE)
    go(page, T["path"]["change_label"].format(question="Ferritine"))
    page.keyboard.press("Enter")
    expect(page.locator("#log .live")).to_contain_text("Je verandert: Ferritine")
    expect(page.locator("#log .live")).to_be_focused()


def test_a_tick_keeps_the_focus_where_it_is(page: Page) -> None:
    """So that several can be ticked one after the other."""
    tap(page, "Start de check", "Ja, ik ga akkoord")
    for label in ("Ernstige allergie", "Koorts en heel ziek"):
        button = page.locator("#log .live").get_by_role("button", name=f"☐ {label}")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#log .live").get_by_role("button", name=f"☑ {label}")).to_be_focused()


def test_only_new_bubbles_are_read_aloud(page: Page) -> None:
    """The log is live and its older bubbles stay the same elements, so a screen reader reads what is added."""
    say(page, "wat is ferritine", "Ferritine")
    page.evaluate("document.querySelector('#log > .bot:last-child').kept = true")
    say(page, "/privacy", "Verantwoordelijk is")
    assert page.locator("#log").get_attribute("role") == "log"
    assert page.evaluate("[...document.querySelectorAll('#log > .bot')].some((bubble) => bubble.kept)")


def test_back_goes_to_the_view_before(page: Page) -> None:
    """The browser's own button; the conversation stays where it is, in the same elements."""
    tap(page, "Start de check")
    page.evaluate("document.querySelector('#log > .live').kept = true")
    for view in ("what_if", "difference"):
        look(page, view)
    for view in ("what_if", "path"):
        page.go_back()
        expect(page.locator("#side")).to_have_attribute("data-view", view)
    assert page.evaluate("document.querySelector('#log > .live').kept")
    tap(page, "Ja, ik ga akkoord")


def test_what_if(page: Page) -> None:
    """Answers filled in on the form begin a conversation at the first question they leave open."""
    look(page, "what_if")
    page.get_by_label("Leeftijd").select_option("50-plus")
    page.get_by_role("group", name="Spoed").get_by_label("Geen van deze").check()
    page.get_by_role("group", name="Ziekten").get_by_label("Nierziekte").check()
    page.get_by_role("button", name=T["what_if"]["start"]).first.click()
    expect(page.locator("#log .live")).to_contain_text("Geldt iets hiervan voor jou?")
    look(page, "path")
    expect(page.locator(".outcome .result")).to_contain_text("Bij een nierziekte beslist je specialist mee")
    page.get_by_role("button", name=T["path"]["start_at_label"].format(question="Ferritine, hoe lang geleden")).click()
    expect(page.locator("#log .live")).to_contain_text("Hoe lang geleden is je ferritine geprikt?")


def test_a_file_is_broken_and_mended_while_the_page_is_open(own_page: Page, folder: Path) -> None:
    """The page hears of it by itself, shows where it is, and keeps the conversation and what is being typed."""
    tap(own_page, *WHOLE_CHECK[:4])
    own_page.get_by_label(T["chat"]["type"]).fill("half getypt")
    change(folder, "questions.yaml", "asks: [zwanger]", "asks: [zwanger")
    banner = own_page.get_by_role("alert")
    expect(banner).to_contain_text("De inhoud kan zo niet gebruikt worden", timeout=PATIENCE)
    banner.get_by_role("link").click()
    own_page.locator(".findings").get_by_role("link").click()
    expect(own_page.locator("#line")).to_be_in_viewport()
    own_page.keyboard.press("Escape")
    expect(own_page.locator("#side")).to_have_attribute("data-view", "findings")
    tap(own_page, "Geen van deze")
    change(folder, "questions.yaml", "asks: [zwanger", "asks: [zwanger]")
    expect(banner).to_be_empty(timeout=PATIENCE)
    expect(own_page.locator("#side")).to_contain_text(T["findings"]["none"])
    expect(own_page.locator("#log .live")).to_contain_text("Ben je zwanger")
    expect(own_page.get_by_label(T["chat"]["type"])).to_have_value("half getypt")


def test_a_saved_text_is_read_at_once(own_page: Page, folder: Path) -> None:
    """The bubble it stands in is drawn anew, and what it was is shown beside what it is now."""
    expect(own_page.locator("#log")).to_contain_text("Welkom bij RLS-wijzer.")
    change(folder, "passages/bot.yaml", "Welkom bij RLS-wijzer.", "Fijn dat je er bent.")
    expect(own_page.locator("#log")).to_contain_text("Fijn dat je er bent.", timeout=PATIENCE)
    say(own_page, "wat is ferritine", "Ferritine")


@pytest.mark.parametrize("view", VIEWS)
def test_it_fits_a_phone(view: str, page: Page) -> None:
    """At 360 pixels nothing has to be scrolled sideways, in any view and at the outcome."""
    page.set_viewport_size({"width": 360, "height": 740})
    tap(page, *WHOLE_CHECK)
    say(page, "28", "Hoe lang geleden")
    tap(page, "Korter dan 6 maanden")
    look(page, view)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(scheme: str, own_page: Page, folder: Path) -> None:
    """Contrast is 4.5 to 1 or better for every text of every view, by day and by night."""
    own_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    say(own_page, "/check", "akkoord")
    tap(own_page, *WHOLE_CHECK[1:])
    say(own_page, "28", "Hoe lang geleden")
    for view in VIEWS:
        look(own_page, view)
        assert own_page.evaluate(CONTRAST) == []
    change(folder, "questions.yaml", "asks: [zwanger]", "asks: [zwanger")
    expect(own_page.get_by_role("alert")).not_to_be_empty(timeout=PATIENCE)
    look(own_page, "findings")
    assert own_page.evaluate(CONTRAST) == []
    dark = own_page.evaluate("parseInt(getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0]) < 60")
    assert dark is (scheme == "dark")


def test_it_works_without_javascript(chromium: Browser, address: str) -> None:
    """Forms and links alone hold the conversation."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    for label in WHOLE_CHECK:
        page.get_by_role("button", name=label, exact=True).click()
    page.get_by_label(T["chat"]["type"]).fill("400")
    page.get_by_role("button", name=T["chat"]["send"]).click()
    expect(page.locator("#log")).to_contain_text("400")
    expect(page.locator(".outcome .result")).to_contain_text("Geen extra ijzer: laat naar de oorzaak kijken")
    page.get_by_role("link", name=T["views"]["what_if"]).click()
    expect(page.locator("#side")).to_contain_text(T["what_if"]["explain"])
    page.context.close()


def test_many_tabs_can_be_open(context: BrowserContext, address: str) -> None:
    """More than a browser opens connections to one place; each goes on with its own conversation."""
    tabs = [context.new_page() for _ in range(8)]
    for tab in tabs:
        tab.goto(address)
    for tab in tabs:
        tab.bring_to_front()
        tap(tab, "Start de check")
    addresses = {re.sub(r"\?.*", "", tab.url) for tab in tabs}
    assert len(addresses) == len(tabs)
