"""The figures of a page tell a story from a row of teasers."""

from collections.abc import Callable

from newsroom import paragraphs

Teasers = list[tuple[str, str]]


def test_a_story_is_one_long_stretch(read: Callable[..., tuple]) -> None:
    stats = read("Old mill to open again\n\n" + "\n\n".join(paragraphs(3))).stats
    assert stats.pieces == 1
    assert stats.story == stats.stretch > 200
    assert stats.teasers == 0


def test_teasers_are_counted_with_their_headlines(read: Callable[..., tuple], teasers: Teasers) -> None:
    stats = read("\n".join(f"{head}\n{teaser}" for head, teaser in teasers)).stats
    assert stats.teasers == len(teasers)
    assert stats.headlines == len(teasers)
    assert stats.stretch < 20


def test_teasers_at_an_even_distance_make_a_row(read: Callable[..., tuple], teasers: Teasers) -> None:
    even = read("\n".join(f"{head}\n{teaser}\n1 hour ago" for head, teaser in teasers)).stats
    assert even.even_words == even.body_prose > 0
    uneven = read("\n".join(f"{head}\n{teaser}" + "\nmore" * place for place, (head, teaser) in enumerate(teasers[:5])))
    assert uneven.stats.even_words == 0


def test_pieces_that_speak_of_one_thing_share_words(read: Callable[..., tuple]) -> None:
    one = "The mayor of the harbour announced that the budget of the festival would be postponed."
    other = "Nobody in the harbour knows why the mayor postponed the festival and its budget."
    apart = "A family of beavers built seven dams across streams that had dried out decades earlier."
    alike = read(f"{one}\nSubheading without end\n{other}\nAnother subheading here\n{one[:-1]} again.").stats
    unlike = read(f"{one}\nSubheading without end\n{apart}").stats
    assert alike.shared > 0.5 > unlike.shared


def test_a_page_without_lines_has_no_figures(read: Callable[..., tuple]) -> None:
    assert set(read("").stats) == {0.0}
