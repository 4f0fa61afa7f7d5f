"""Text made comparable."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.folding import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  Weet   ik\tniet.\n", "weet ik niet"),
        ("Eén dik been!", "een dik been"),
        ("NIERPATIËNT", "nierpatient"),
        ("n.v.t.", "n.v.t"),
        ("18-49", "18-49"),
        ("50+", "50+"),
        ("<10", "<10"),
        ("'s avonds", "s avonds"),
        ("Waarom?", "waarom"),
        ("☑ Darmziekte", "darmziekte"),
        ("ja 👍🏽", "ja"),
        ("- ja", "ja"),
        ("ＪＡ", "ja"),
        ("groß", "gross"),
        ("...", ""),
        ("", ""),
    ],
)
def test_the_same_words_are_the_same_text(typed: str, folded: str) -> None:
    """Case, accents, punctuation and white space do not matter; signs with a meaning stay."""
    assert fold(typed) == folded


@pytest.mark.parametrize("typed", ["𝐉𝐚", "ᴶᴬ", "ℌ𝔞𝔩𝔩𝔬", "ﬁets", "Ⅷ"])
def test_letters_of_other_styles_are_lower_case_letters_too(typed: str) -> None:
    """Phones offer bold and curly letters; folded they are plain ones."""
    assert fold(typed) == fold(typed).lower()
    assert fold(fold(typed)) == fold(typed)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    """So texts of content can be folded when they are loaded, and again when they are compared."""
    assert fold(fold(text)) == fold(text)
    assert fold(text) == " ".join(fold(text).split())
