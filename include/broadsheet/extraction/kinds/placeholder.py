"""Placeholder text: the words that designers set where a text will stand one day."""

import re

from broadsheet.extraction.body import Body
from broadsheet.reject_reasons import Reason
from broadsheet.sources.file_reader import Refused

_GLANCE = 200  # characters of a paragraph that are looked at first
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "lorem ipsum dolor sit amet consectetur consectetuer adipiscing adipisicing elit sed eiusmod tempor incididunt"
        " labore dolore magna aliqua enim minim veniam quis nostrud exercitation ullamco laboris nisi aliquip"
        " commodo consequat duis aute irure reprehenderit voluptate velit esse cillum fugiat nulla pariatur"
        " excepteur sint occaecat cupidatat non proident sunt culpa officia deserunt mollit anim est laborum"
        " vestibulum pellentesque habitant morbi tristique senectus netus malesuada fames turpis egestas curabitur"
        " vivamus praesent mauris phasellus donec nunc etiam nullam aenean integer quisque maecenas suspendisse"
        " fusce proin sapien ligula tellus augue justo lectus mattis pulvinar ultricies vulputate faucibus orci"
        " luctus posuere cubilia eget vitae diam euismod tincidunt nonummy nibh laoreet erat volutpat accumsan",
    )
)
"""Words of Cicero's passage as typesetters mangled it, and of the text that generators draw on since."""


def find_placeholder(body: Body) -> Refused | None:
    """Return a refusal where four in ten words of a body are placeholder text.

    Args:
        body: The body; its first and its middle paragraph are looked at first.
    """
    if not body.paragraphs:
        return None
    seen = f"{body.paragraphs[0].text[:_GLANCE]}\n{body.paragraphs[len(body.paragraphs) // 2].text[:_GLANCE]}"
    if "ipsum" not in seen and "dolor" not in seen:
        return None
    words = re.findall(r"[^\W\d_]+", "\n".join([paragraph.text for paragraph in body.paragraphs]).lower())
    held = [word for word in words if word in _WORDS]
    if len(set(held)) < 8 or len(held) < 0.4 * len(words):
        return None
    return Refused(Reason.PLACEHOLDER, f"{len(held)} of {len(words)} words are placeholder text")
