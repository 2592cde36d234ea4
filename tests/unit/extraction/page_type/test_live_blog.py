"""A live blog is prose under times of day that run one way."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.page_type.find import PageType
from broadsheet.extraction.page_type.live_blog import ENTRIES, is_live_blog

ENTRY = [
    "The fire brigade has closed the road to the harbour and asks everybody to stay at home tonight.",
    "Two fishing boats are missing, says the coastguard, which has sent a helicopter from the mainland.",
    "A roof has come down in Mill Lane. Nobody was hurt, for the family was at the cinema.",
    "The ferry turned round halfway and is waiting in the lee of the island until the wind drops.",
    "Power has failed in the lower town. The works hope to have it back before midnight.",
    "Schools will stay shut tomorrow, the council has decided, and so will the swimming pool.",
    "The first boat is back. Its crew had sheltered behind the lighthouse and played cards.",
    "The wind is falling at last, and the weather service has lifted its highest warning.",
]


def page(title: str, times: list[str]) -> str:
    return f"{title}\nWhat we know about the gale that has hit the coast since the afternoon.\n" + "\n".join(
        f"{time}\n{entry}" for time, entry in zip(times, ENTRY, strict=False)
    )


DOWN = ["22:10", "21:45", "21:30", "20:55", "20:20", "19:40", "19:05", "18:30"]


@pytest.mark.parametrize(
    ("title", "times"),
    [
        ("Gale on the coast", DOWN),
        ("Gale on the coast", DOWN[::-1]),
        ("Gale on the coast: live updates", DOWN[:4]),
        ("Sturm im Liveticker", [f"{time.replace(':', '.')} Uhr" for time in DOWN[:4]]),
        ("Tempête en direct", [time.replace(":", "h") for time in DOWN[:4]]),
        ("Gale live: the evening", ["10:12 p.m.", "9:45 p.m.", "8:30 p.m.", "7:05 p.m."]),
    ],
    ids=["newest first", "oldest first", "named, four entries", "German", "French", "twelve hours"],
)
def test_entries_under_times_of_day(
    title: str, times: list[str], read: Callable[..., tuple], type_of: Callable[..., PageType]
) -> None:
    blog = read(page(title, times))
    assert is_live_blog(*blog, blog.stats)
    assert type_of(page(title, times)).name == "live_blog"


@pytest.mark.parametrize(
    ("title", "times"),
    [
        ("Gale on the coast", DOWN[: ENTRIES - 1]),
        ("Gale on the coast", ["22:10", "18:30", "21:45", "17:05", "20:55", "19:40", "23:05", "16:20"]),
        ("Gale on the coast: live updates", DOWN[:2]),
        ("Gale on the coast: live updates", ["Harbour", "Coast", "Town", "Mill Lane"]),
    ],
    ids=["too few", "in no order", "two entries", "no times"],
)
def test_other_pages_are_none(title: str, times: list[str], read: Callable[..., tuple]) -> None:
    story = read(page(title, times))
    assert not is_live_blog(*story, story.stats)
