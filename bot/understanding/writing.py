"""Words as people write and dictate them, made the words they stand for.

Compounds are often written apart ("nier ziekte", "schild klier pillen"), and whoever dictates says
the marks ("ik slik ijzer komma elke dag punt").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.understanding.dutch import Word, stem

_SHORTEST_PART, _SHORTEST_COMPOUND = 3, 8
"""Letters of a part that is written apart, and of the whole."""
_MARKS = {"komma": ",", "punt": ".", "puntkomma": ";", "vraagteken": "?", "uitroepteken": "!"}
_NO_MARK_BEHIND = frozenset({"het", "een", "dit", "dat", "op", "zwak", "moeilijk", "pijnlijk", "dood", "hoogste"})
"""Behind these "punt" is a word of the sentence."""


class Compounds:
    """Compound words that people write apart."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words`: compounds, or how they begin."""
        self._by_head: dict[str, set[str]] = {}
        for word in words:
            if len(word) >= _SHORTEST_COMPOUND:
                for size in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
                    self._by_head.setdefault(word[:size], set()).add(word)

    def joined(self, words: Iterable[Word]) -> Iterator[Word]:
        """The same words, with the parts of a compound made one."""
        current: Word | None = None
        for word in words:
            if current is not None and self._is_compound(current.typed, word.typed):
                whole = current.typed + word.typed
                current = Word(whole, stem(whole), whole, is_mark=False)
                continue
            if current is not None:
                yield current
            current = word
        if current is not None:
            yield current

    def _is_compound(self, head: str, rest: str) -> bool:
        if head not in self._by_head or len(rest) < _SHORTEST_PART:
            return False
        return any((head + rest).startswith(word) for word in self._by_head[head])


def with_marks(words: Sequence[Word]) -> Iterator[Word]:
    """The same words, with a mark for each that was said."""
    before = ""
    for word in words:
        mark = _MARKS.get(word.typed, "")
        if mark and not (mark == "." and before in _NO_MARK_BEHIND):
            yield Word(mark, mark, mark, is_mark=True)
        else:
            yield word
        before = word.typed
