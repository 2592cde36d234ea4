"""Listed words are found by their keys."""

import pytest

from broadsheet.extraction.segmentation.vocabulary import OPENING_ONLY, SLOTS, Group, stem_key, vocabulary, word_key


def group_of(key: int) -> int:
    keys, groups = vocabulary()
    slot = key & (SLOTS - 1)
    while keys[slot] not in (0, key):
        slot = (slot + 1) & (SLOTS - 1)
    return int(groups[slot])


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("facebook", Group.SHARE),
        ("abo", Group.ACCOUNT),
        ("copyright", Group.LEGAL),
        ("фото", Group.PICTURE),
        ("weiterlesen", Group.RELATED),
        ("réagir", Group.COMMENT),
        ("correspondent", Group.AUTHOR),
        ("września", Group.TIME),
        ("sitemap", Group.PAGE),
        ("gdpr", Group.CONSENT),
        ("inbox", Group.PROMPT),
        ("which", Group.FUNCTION),
        ("your", Group.READER),
    ],
)
def test_a_listed_word_has_its_group(word: str, group: Group) -> None:
    assert group_of(word_key(word)) == group


def test_a_word_of_the_interface_that_is_a_function_word_too_is_marked() -> None:
    assert group_of(word_key("more")) == Group.RELATED + OPENING_ONLY
    assert group_of(word_key("you")) == Group.READER


def test_a_starred_entry_is_found_by_its_first_eight_letters() -> None:
    assert group_of(stem_key("kommentarfunktion"[:8])) == Group.COMMENT


def test_an_unlisted_word_has_no_group() -> None:
    assert group_of(word_key("zeppelin")) == 0


def test_the_table_is_at_most_half_full() -> None:
    keys, _ = vocabulary()
    assert (keys != 0).sum() * 2 < SLOTS
