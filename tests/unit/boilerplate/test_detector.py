import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.boilerplate.detector import FEWEST_WORDS, SENTENCE_WORDS, PageLines, template_lines

LONG = 30
PROMO = ("promo", LONG)


def find(pages, least=5, outlets=None):
    """Return the names of the lines that recur, of pages given as lists of (name, words)."""
    names = {line: number for number, line in enumerate(sorted({line for lines in pages for line, _ in lines}))}
    lines = [(names[line] + 1, words) for page in pages for line, words in page]
    found = template_lines(
        PageLines(
            np.array(outlets or [0] * len(pages), np.int64),
            np.concatenate([[0], np.cumsum([len(page) for page in pages])]).astype(np.int64),
            np.array([hashed for hashed, _ in lines], np.uint64) * np.uint64(0x9E3779B97F4A7C15),
            np.array([words for _, words in lines], np.int32),
        ),
        least,
    )
    return {line for (line, _), recurs in zip((line for page in pages for line in page), found, strict=True) if recurs}


def own(page, lines=5):
    return [(f"own {page} {line}", 40) for line in range(lines)]


def test_a_line_on_five_pages_about_other_things_recurs():
    assert find([[*own(page), PROMO] for page in range(5)]) == {"promo"}
    assert find([[*own(page), PROMO] for page in range(4)]) == set()


def test_a_story_that_ran_ten_times_keeps_its_lines():
    story = [(f"story {line}", 40) for line in range(8)]
    assert find([[*story, (f"note {page}", 20)] for page in range(10)]) == set()


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("kept", [0.3, 0.5, 0.7, 0.9], ids="share kept {}".format)
def test_copies_that_were_edited_line_by_line_keep_what_they_share(kept, number):
    dice = random.Random(number)
    copies = [
        [(f"story {line}", 40) if dice.random() < kept else (f"edit {page} {line}", 40) for line in range(30)]
        for page in range(12)
    ]
    assert find(copies) == set()


def test_a_story_that_grows_edition_by_edition_keeps_its_lines():
    assert find([[(f"line {line}", 40) for line in range(page, page + 12)] for page in range(30)]) == set()


def test_copies_do_not_hide_the_template_of_the_others():
    story = [(f"story {line}", 40) for line in range(8)]
    pages = [[*story, PROMO] for _ in range(4)] + [[*own(page), PROMO] for page in range(8)]
    assert find(pages) == {"promo"}


def test_a_template_of_many_lines_recurs_whole():
    block = [(f"caption {line}", 20) for line in range(6)]
    assert find([[*own(page), *block] for page in range(6)]) == {name for name, _ in block}


def test_alternating_promotions_are_all_template_lines():
    pages = [[*own(page), (f"promo {page % 3}", LONG), (f"promo {(page + 1) % 3}", LONG)] for page in range(18)]
    assert find(pages) == {"promo 0", "promo 1", "promo 2"}


def test_outlets_are_counted_apart():
    pages = [[*own(page), PROMO] for page in range(8)]
    assert find(pages, outlets=[0, 1] * 4) == set()
    assert find(pages, outlets=[0] * 5 + [1] * 3) == {"promo"}


@pytest.mark.parametrize(
    ("words", "pages", "holding", "recurs"),
    [
        pytest.param(FEWEST_WORDS - 1, 10, 10, False, id="a few words are never template"),
        pytest.param(FEWEST_WORDS, 10, 10, True, id="a short sentence everywhere"),
        pytest.param(SENTENCE_WORDS - 1, 500, 9, False, id="a short sentence on less than two in a hundred pages"),
        pytest.param(SENTENCE_WORDS - 1, 500, 10, True, id="a short sentence on two in a hundred"),
        pytest.param(SENTENCE_WORDS, 500, 5, True, id="a long one on five pages"),
        pytest.param(SENTENCE_WORDS, 12_000, 5, False, id="a long one on five of very many pages"),
        pytest.param(SENTENCE_WORDS, 12_000, 6, True, id="a long one on one in two thousand"),
    ],
)
def test_shorter_lines_must_occur_on_more_pages(words, pages, holding, recurs):
    line = ("line", words)
    made = [[*own(page, 2), line] if page < holding else own(page, 1) for page in range(pages)]
    assert find(made) == ({"line"} if recurs else set())


def test_a_line_on_more_pages_than_are_compared_is_a_template_line():
    assert find([[*own(page), PROMO] for page in range(300)]) == {"promo"}
    story = [(f"story {line}", 40) for line in range(8)]
    assert find([story for _ in range(300)]) == set()


def test_a_line_twice_on_one_page_counts_once():
    assert find([[*own(page), PROMO, PROMO] for page in range(4)]) == set()
    assert find([[*own(page), PROMO, PROMO] for page in range(5)]) == {"promo"}


def test_no_pages_and_pages_without_lines_have_no_template_lines():
    assert find([]) == set()
    assert find([[], [*own(0)], []]) == set()


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=5), max_size=12), st.integers(2, 4))
def test_a_template_line_is_on_at_least_the_required_number_of_pages(pages, least):
    recur = find([[(name, 5 + ord(name) % 7) for name in lines] for lines in pages], least)
    assert all(sum(name in lines for lines in pages) >= least for name in recur)


PAGES = st.lists(st.tuples(st.sampled_from("xy"), st.lists(st.integers(0, 9), max_size=5)), max_size=12)


@given(PAGES)
def test_the_result_for_an_outlet_does_not_depend_on_other_outlets(drawn):
    pages = [[(f"line {name}", 5 + name) for name in lines] for _, lines in drawn]
    alone = [find([page for (of, _), page in zip(drawn, pages, strict=True) if of == outlet], 2) for outlet in "xy"]
    together = find(pages, 2, ["xy".index(outlet) for outlet, _ in drawn])
    assert together == set().union(*alone)


@given(PAGES)
def test_the_result_does_not_depend_on_the_hash_values(drawn):
    pages = [[(str(name), 5 + name) for name in lines] for _, lines in drawn]
    renamed = [[(str(9 - name), 5 + name) for name in lines] for _, lines in drawn]
    assert find(pages, 2) == {str(9 - int(name)) for name in find(renamed, 2)}
