"""How hard a text reads: syllables as they are said, sentences as a reader counts them, Douma's scale."""

import pytest

from bot.proof.reading_level import SHORTEST, ease, sentences, syllables, words


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("been", 1), ("benen", 2), ("ijzer", 2), ("ferritine", 4), ("huisarts", 2), ("kraaien", 2), ("mooie", 2),
        ("groeien", 2), ("ruïne", 3), ("coeliakie", 4), ("reünie", 3), ("geeuwen", 2), ("nieuw", 1), ("weeën", 2),
        ("bloedarmoede", 4), ("rusteloze", 4), ("28", 1), ("µg", 1), ("hemochromatose", 6), ("'s", 1),
    ],
)  # fmt: skip
def test_syllables(word: str, number: int) -> None:
    """By vowel sounds: what is said together counts once, a diaeresis begins a new one."""
    assert syllables(word) == number


def test_sentences_are_counted_as_a_reader_does() -> None:
    """A question mark, a colon, a bullet and a new line end one; a decimal comma and a hyphen do not."""
    text = "Heb je RLS? Dan geldt: wacht.\n- Bel je arts\n- Meet 7,5 of 0800-0113"
    assert sentences(text) == ["Heb je RLS?", "Dan geldt:", "wacht.", "Bel je arts", "Meet 7,5 of 0800-0113"]
    assert words("Meet 7,5 in 's avonds, bij X-benen.") == ["Meet", "7,5", "in", "s", "avonds", "bij", "X-benen"]


def test_the_scale_of_douma() -> None:
    """206.84 - 0.77 times syllables per hundred words - 0.93 times words per sentence; short texts are not measured."""
    text = "Je been is moe. " * 10
    assert ease(text) == pytest.approx(206.84 - 0.77 * 100 - 0.93 * 4)
    assert ease("Je been is moe. " * (SHORTEST // 4 - 1)) is None


def test_a_hard_text_is_harder_than_an_easy_one() -> None:
    """The same message in long words and one long sentence, and as the bot would say it."""
    easy = "Bel vandaag je huisarts. Zeg wat je voelt en sinds wanneer. Neem je uitslag mee. " * 4
    hard = (
        "Het verdient aanbeveling onverwijld telefonisch contact op te nemen met de behandelend huisarts teneinde "
        "de symptomatologie en de laboratoriumuitslagen in samenhang te kunnen beoordelen. "
    ) * 2
    found = ease(easy), ease(hard)
    assert found[0] is not None
    assert found[1] is not None
    assert found[0] > 80
    assert found[1] < 30
