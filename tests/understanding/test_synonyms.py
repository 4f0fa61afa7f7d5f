"""Words that come to the same: whole words in all their forms, beginnings, endings and phrases."""

import pytest

from bot.content.loading import default_root, load
from bot.understanding.dutch import Dutch
from bot.understanding.features import Features
from bot.understanding.ranking import NOT_MINE, Ranker
from bot.understanding.synonyms import LONGEST, Synonyms

CONTENT = load(default_root())
DUTCH = Dutch({}, ())
SYNONYMS = Synonyms(
    {
        "staal": ["staalpil", "ijzertablet"],
        "kramp": ["kramp*", "*kramp"],
        "anders": ["om_de_dag"],
        "pil": ["ijzertablet"],
    }
)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("staalpillen", ("staal",)),
        ("IJzertabletten!", ("staal", "pil")),
        ("krampachtig", ("kramp",)),
        ("kuitkramp", ("kramp",)),
        ("kramp", ("kramp",)),
        ("om de dag een staalpil", ("staal", "anders")),
        ("om elke dag", ()),
        ("om, de dag", ("anders",)),
        ("", ()),
    ],
)
def test_the_groups_of_a_message(text: str, groups: tuple[str, ...]) -> None:
    """Each once, as they come; phrases after words."""
    assert SYNONYMS.groups(DUTCH.words(text)) == groups


def test_one_word_of_a_group_teaches_the_others() -> None:
    """A medicine nobody named in the examples is asked about like its neighbour."""
    taught = Synonyms({"middel": ["sifrol", "neupro"]})
    examples = [
        ("sifrol", "medicijnen"),
        ("sifrol bijwerking", "medicijnen"),
        ("koffie", "koffie"),
        ("koffie laat", "koffie"),
        ("mooi weer", NOT_MINE),
    ]
    features = Features.counted(DUTCH, taught, [message for message, _ in examples])
    assert Ranker.learn(features, examples).rank("neupro")[0].topic == "medicijnen"


def test_numbers_count_as_their_range() -> None:
    """30 and 32 are alike, 400 is not."""
    features = Features.counted(DUTCH, SYNONYMS, ["ferritine 30", "ferritine 32", "ferritine 400", "ferritine 410"])

    def ranges(text: str) -> set[str]:
        return {
            features.names[place] for place in features.vector(text).places if features.names[place].startswith("=")
        }

    assert ranges("33") == ranges("40") != ranges("450")


def test_content_writes_phrases_that_can_be_found() -> None:
    """A longer phrase would never be looked for."""
    written = CONTENT.language.synonyms
    assert [word for words in written.values() for word in words if len(word.split("_")) > LONGEST] == []
    assert [word for words in written.values() for word in words if " " in word or "*" in word[1:-1]] == []
