"""What is known of a byline depends on where it stands and what stands around it."""

from collections.abc import Callable
from math import log1p

from broadsheet.extraction.article import Article
from broadsheet.extraction.byline.candidates import byline_candidates
from broadsheet.extraction.byline.scores import describe_all
from broadsheet.extraction.log_linear import score, weights

Make = Callable[..., Article]
STORY = "The council voted for the new quay after a debate that lasted four hours and ended in a vote at night."


def features(article: Article) -> list[dict[str, float]]:
    return describe_all(list(byline_candidates(article)), article)


def odds(article: Article) -> float:
    return max(score(known, weights("byline")) for known in features(article))


def test_the_place_of_a_name_is_known(marked_article: Make) -> None:
    (known,) = features(marked_article(f"# New quay\nAda Lindgren\n3 May 2021\n> {STORY}"))
    assert known["bare between"] == known["bare under the title"] == known["bare date near"] == 1.0
    assert known["none, given name"] == 1.0


def test_a_label_speaks_for_a_name(marked_article: Make) -> None:
    labelled = marked_article(f"# New quay\nBy Ada Lindgren\n> {STORY}")
    assert odds(labelled) > odds(marked_article(f"# New quay\nAda Lindgren\n> {STORY}"))


def test_a_part_in_the_story_speaks_against_it(marked_article: Make) -> None:
    told = marked_article(f"# New quay\nAda Lindgren\n> {STORY}\n> It was Lindgren who asked for it.")
    assert odds(told) < odds(marked_article(f"# New quay\nAda Lindgren\n> {STORY}\n> It was late."))


def test_names_in_a_row_are_one_rival(marked_article: Make) -> None:
    together = features(marked_article(f"# New quay\nAda Lindgren\nTom Berg\nEva Moe\n> {STORY}"))
    apart = features(marked_article(f"# New quay\nAda Lindgren\nSport\nTom Berg\nTown\nEva Moe\n> {STORY}"))
    assert together[0]["rivals"] < apart[0]["rivals"]


def test_what_is_described_has_a_weight(marked_article: Make) -> None:
    for known in features(marked_article(f"Home\n# New quay\nBy Ada Lindgren\nTom Berg\n> {STORY}")):
        assert set(known) <= set(weights("byline"))


def test_where_a_name_stands_is_told_in_numbers(marked_article: Make) -> None:
    page = f"Home\n# New quay\nAda Lindgren\nSport\n> {STORY}\n> {STORY}"
    (known,) = [found for found in features(marked_article(page)) if "bare between" in found]
    place = {name.removeprefix("bare "): value for name, value in known.items()}
    assert place["lines from the title"] == log1p(1)
    assert place["lines to the body"] == log1p(2)
    assert place["under the title"] == place["between"] == place["above"] == 1.0
    assert place["over the title"] == place["below"] == place["inside"] == place["in the body"] == 0.0


def test_how_far_a_name_is_from_the_title_counts_up_to_a_bound(marked_article: Make) -> None:
    near, far = (
        features(marked_article("\n".join(["By Ada Lindgren", *["Menu"] * between, "# New quay", f"> {STORY}"])))[0]
        for between in (38, 50)
    )
    assert near["labelled lines from the title"] == log1p(39)
    assert far["labelled lines from the title"] == log1p(40)
