"""The split of gold sites: fixed by a site's key, whatever set its page is in."""

from hypothesis import given
from hypothesis import strategies as st

from sites import SEEN_SET, is_judge, side


@given(st.text(min_size=1))
def test_pages_of_one_site_are_on_one_side_in_every_set_but_the_first(site):
    sides = {side({"site_key": site, "doc": doc}, folder) for doc in "ab" for folder in ("eval2", "eval3")}
    assert sides == {"strangers" if is_judge(site) else "seen"}


@given(st.text(min_size=1))
def test_the_first_set_is_seen(site):
    assert side({"site_key": site, "doc": "a"}, SEEN_SET) == "seen"


def test_about_half_of_the_sites_judge():
    assert 400 < sum(is_judge(f"site-{number}") for number in range(1000)) < 600
