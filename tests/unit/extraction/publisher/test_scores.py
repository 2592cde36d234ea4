"""Spellings of one outlet are described together."""

from collections.abc import Callable
from math import log1p

from broadsheet.extraction.article import Article
from broadsheet.extraction.log_linear import weights
from broadsheet.extraction.publisher.outlet_names import Evidence, OutletMention
from broadsheet.extraction.publisher.scores import MOST_NAMES, by_name, describe

Make = Callable[..., Article]


def test_a_name_joins_the_host_that_writes_its_article() -> None:
    mentions = [
        OutletMention("thequay.org", Evidence.WEB, 0),
        OutletMention("The Quay", Evidence.LINK, 1),
        OutletMention("Bay Courier", Evidence.LINK, 2),
    ]
    assert {key: len(own) for key, own in by_name(mentions).items()} == {"thequay": 2, "baycourier": 1}


def test_names_without_letters_are_left_out() -> None:
    assert by_name([OutletMention("—", Evidence.LINK, 0)]) == {}


def test_what_is_known_of_a_name(marked_article: Make) -> None:
    article = marked_article("Bay Courier\n# New quay\n> The quay opens, says the Bay Courier.\nAbout Bay Courier")
    mentions = [
        OutletMention("Bay Courier", Evidence.ABOUT, 3),
        OutletMention("Courier", Evidence.LINK, 3),
        OutletMention("elsewhere.org", Evidence.WEB, 3),
    ]
    known = describe(by_name(mentions), article)
    assert known["baycourier"][Evidence.ABOUT] > 0
    assert known["baycourier"]["holds another"] > 0
    assert known["courier"]["part of another"] > 0
    assert known["baycourier"]["said above and below"] == 1.0
    assert known["baycourier"]["said in the story"] > 0
    assert known["elsewhere"]["host only"] == 1.0


def test_what_is_described_has_a_weight(marked_article: Make) -> None:
    article = marked_article("# New quay\n> The quay opens.\nAbout Bay Courier")
    (features,) = describe(by_name([OutletMention("Bay Courier", Evidence.ABOUT, 2)]), article).values()
    assert set(features) <= set(weights("outlet"))


def test_of_too_many_names_those_with_the_best_evidence_are_described(marked_article: Make) -> None:
    article = marked_article("# New quay\n> The quay opens.\nAbout Bay Courier")
    mentions = [OutletMention(f"Harbour {100 + number}", Evidence.PRODUCT, 2) for number in range(MOST_NAMES + 8)]
    mentions += [OutletMention("Bay Courier", Evidence.COPYRIGHT, 2)]
    known = describe(by_name(mentions), article)
    assert len(known) == MOST_NAMES
    assert "baycourier" in known


def test_a_name_at_the_edge_of_others_is_part_of_each(marked_article: Make) -> None:
    article = marked_article("# New quay\n> The quay opens.")
    names = ("Bay Courier", "Courier", "Bay", "Courier Town")
    known = describe(by_name([OutletMention(name, Evidence.LINK, 0) for name in names]), article)
    assert known["courier"]["part of another"] == log1p(2)
    assert known["baycourier"]["holds another"] == log1p(2)
    assert "holds another" not in known["bay"]


def test_all_spellings_count(marked_article: Make) -> None:
    article = marked_article("""
        The Bay Courier
        # New quay
        > The quay opens, says the Bay Courier. A reader of The Bay Courier asked when; the Bay Courier does not know.
        About Bay Courier
    """)
    mentions = [OutletMention("Bay Courier", Evidence.ABOUT, 3), OutletMention("The Bay Courier", Evidence.TOP_LINE, 0)]
    known = describe(by_name(mentions), article)["baycourier"]
    assert known["said in the story"] == log1p(4), "The Bay Courier counts as both"
