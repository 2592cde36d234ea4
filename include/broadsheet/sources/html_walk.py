"""Walks through the tokens of an HTML page once and writes its lines, with what the markup knows of each.

All of it is compiled. `broadsheet.sources.html_lines` says what each tag is, and reads what comes out.
"""

from enum import IntEnum, auto
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.numba_support import compiled
from broadsheet.sources.html_tokens import CLOSE, OPEN, OTHER, RAW, TEXT, Tokens, is_space
from broadsheet.sources.markup import Zone

INLINE, BLOCK, BREAK, IMAGE = range(4)
"""Kinds of elements: those that end no line, those that do, line breaks, pictures."""

_TYPICAL = int(Zone.AUTHOR | Zone.DATE | Zone.TITLE)
_LONGEST_CELL = 80
"""Characters of the longest cell of a row that is one line: longer ones are columns of a layout."""
_MOST_CELLS = 24


class Fact(IntEnum):
    """What the walk through the tokens must know of a tag."""

    KIND = 0
    MARGIN = auto()
    TAG = auto()
    ZONES = auto()
    BOLD = auto()
    VERBATIM = auto()
    CLASSED = auto()
    LINK = auto()
    ITEM = auto()
    UNDER_BULLET = auto()
    ROW = auto()
    HEADLINE = auto()


class _State(IntEnum):
    """Counters of the walk: what belongs to the line that is being read, and the lines written."""

    LINES = 0
    GAP = auto()
    BULLET = auto()
    PARTS = auto()
    """Texts of the line so far, and their characters."""
    CHARACTERS = auto()
    LINKED = auto()
    BOLD = auto()
    IMAGES = auto()
    INLINE = auto()


_COUNTERS = len(_State)


class _Column(IntEnum):
    """Columns of the lines written: where each begins in the text, and those of `Markup`."""

    START = 0
    ELEMENT = auto()
    LINKED = auto()
    BOLD = auto()
    IMAGES = auto()
    INLINE = auto()


_COLUMNS = len(_Column)


class _Page(NamedTuple):
    """The text as it is written; its lines: int64, (lines + 1, `_Column`); the line being read; the counters.

    Few arrays, because each of them costs time in every call.
    """

    text: NDArray[np.uint32]
    lines: NDArray[np.int64]
    raw: NDArray[np.uint32]
    state: NDArray[np.int64]


_FEED, _BLANK, _AMPERSAND, _BULLET = 0x0A, 0x20, 0x26, 0x2022
_PRIME = np.uint64(1099511628211)
_ESCAPES = np.array(
    [[ord(sign) for sign in name.ljust(6, "\0")] for name in ("&amp;", "&lt;", "&gt;", "&nbsp;")], np.uint32
)
_SIGNS = np.array([ord(sign) for sign in "&<>\u00a0"], np.uint32)


@compiled
def walk(  # noqa: C901, PLR0912, PLR0915  (compiled: calls would copy the arrays' headers)
    tokens: Tokens, zones: NDArray[np.int64], facts: NDArray[np.int64]
) -> tuple[Any, ...]:
    """Return the text of a page, elements that may be claims, and columns of `broadsheet.sources.markup.Markup`.

    Args:
        tokens: The tokens of its body.
        zones: `Zone` flags that the attributes of elements give them, by their number in ``tokens.names``.
        facts: What is known of each tag, by its number, and last of all others: int64, (tags, `Fact`).

    Returns:
        The code points of the lines, line feeds between them; first and last token, and number of the line, of each
        element whose class or tag says date, author or headline; the columns.
    """
    points, kinds, count = tokens.points, tokens.kinds, len(tokens.kinds)
    texts = 1  # a text ends one line at most, or in preformatted text one for each line feed
    for kind in kinds:
        texts += kind <= RAW
    for point in points:
        texts += point == _FEED
    room = 3 * texts  # with two blank lines before each
    page = _Page(
        np.empty(len(points) + 5 * room, np.uint32),
        np.empty((room + 1, _COLUMNS), np.int64),
        np.empty(len(points) + 1, np.uint32),
        np.zeros(_COUNTERS, np.int64),
    )
    page.lines[0, _Column.START] = 0
    state = page.state
    parents, tags = np.empty(count, np.int32), np.empty(count, np.int8)
    zones_of_elements, paths = np.empty(count, np.int64), np.empty(count, np.int64)
    claims = np.empty((count, 3), np.int32)
    stack = np.empty((count, 5), np.int64)
    slots = 64
    while slots < 2 * count:
        slots *= 2
    keys, numbers = np.zeros(slots, np.uint64), np.zeros(slots, np.int64)
    different = elements = claimed = depth = links = bolds = pre = 0
    element = -1
    at = 0
    while at < count:
        kind = kinds[at]
        if kind == OTHER:
            at += 1
            continue
        if kind <= RAW:
            _read_text(page, points, tokens.starts[at], tokens.ends[at], kind == TEXT, element, pre, links, bolds)
            at += 1
            continue
        tag = tokens.tags[at]
        fact = facts[tag]
        if kind == CLOSE:
            at += 1
            if depth == 0:
                continue
            depth -= 1
            outer, margin, begun, claim, pushed = stack[depth]
            fact = facts[pushed]
            if claim >= 0:
                claims[claim, 1] = at - 1
            if fact[Fact.KIND] == BLOCK:
                if depth == 0:
                    continue
                if state[_State.PARTS]:
                    _flush(page, element)
                if fact[Fact.ROW]:
                    _join_cells(page, begun, element)
                pre -= fact[Fact.VERBATIM]
                bolds -= fact[Fact.BOLD]
                state[_State.GAP] = max(state[_State.GAP], margin)
                element = outer
                state[_State.BULLET] = 0
            else:
                links -= fact[Fact.LINK]
                bolds -= fact[Fact.BOLD]
            continue
        is_empty = at + 1 >= count or kinds[at + 1] == CLOSE
        name = tokens.names[at]
        kind_of_tag = BLOCK if element < 0 else fact[Fact.KIND]
        if kind_of_tag >= BREAK:
            if kind_of_tag == IMAGE:
                state[_State.IMAGES] += 1
            elif not _flush(page, element):
                state[_State.GAP] = min(state[_State.GAP] + 1, 2)
            at = _behind(kinds, at)
            continue
        if kind_of_tag == BLOCK and element >= 0:
            if state[_State.PARTS]:
                _flush(page, element)
            state[_State.GAP] = max(state[_State.GAP], fact[Fact.MARGIN])
        if is_empty and element >= 0:
            at += 2
            continue
        claim = -1
        own = fact[Fact.ZONES] | (zones[name] if name >= 0 else 0)
        line = state[_State.LINES] + (state[_State.GAP] if state[_State.LINES] else 0)
        if kind_of_tag == BLOCK:
            if (name >= 0 and own & _TYPICAL) or fact[Fact.HEADLINE]:
                claim = claimed
            stack[depth, 0], stack[depth, 1], stack[depth, 2] = element, fact[Fact.MARGIN], state[_State.LINES]
            parents[elements], tags[elements], zones_of_elements[elements] = element, fact[Fact.TAG], own
            above = paths[element] if element >= 0 else -1
            first = tokens.classes[name] if name >= 0 else np.uint64(0)
            key = ((first ^ np.uint64(above + 2)) * _PRIME ^ np.uint64(tag + 2)) * _PRIME | np.uint64(1)
            slot = np.int64((key >> np.uint64(20)) % np.uint64(slots))
            while keys[slot] != 0 and keys[slot] != key:
                slot = (slot + 1) % slots
            if keys[slot] == 0:
                keys[slot], numbers[slot] = key, different
                different += 1
            paths[elements] = numbers[slot]
            element = elements
            elements += 1
            if fact[Fact.ITEM]:
                state[_State.BULLET] = 1
            elif not fact[Fact.UNDER_BULLET]:
                state[_State.BULLET] = 0
            pre += fact[Fact.VERBATIM]
        else:
            links += fact[Fact.LINK]
            if fact[Fact.CLASSED]:
                if name >= 0 and own & _TYPICAL:
                    claim = claimed
                state[_State.INLINE] |= own
        bolds += fact[Fact.BOLD]
        if claim >= 0:
            claims[claimed, 0], claims[claimed, 1], claims[claimed, 2] = at, count, line
            claimed += 1
        stack[depth, 3], stack[depth, 4] = claim, tag
        depth += 1
        at += 1
    _flush(page, 0)
    size = page.lines[state[_State.LINES], _Column.START]
    lines = page.lines[: state[_State.LINES]]
    return (
        page.text[: max(size - 1, 0)].copy(),
        claims[:claimed].copy(),
        lines[:, _Column.ELEMENT].astype(np.int32),
        lines[:, _Column.LINKED].astype(np.int32),
        lines[:, _Column.BOLD].astype(np.int32),
        lines[:, _Column.IMAGES].astype(np.int32),
        lines[:, _Column.INLINE].copy(),
        parents[:elements].copy(),
        tags[:elements].copy(),
        zones_of_elements[:elements].copy(),
        paths[:elements].copy(),
    )


@compiled
def _behind(kinds: NDArray[np.int8], at: int) -> int:
    """Return the token behind the end of the element that starts at one."""
    depth = 0
    while at < len(kinds):
        depth += (kinds[at] == OPEN) - (kinds[at] == CLOSE)
        at += 1
        if depth == 0:
            break
    return at


@compiled
def _read_text(  # noqa: C901, PLR0917
    page: _Page,
    points: NDArray[np.uint32],
    start: int,
    end: int,
    is_escaped: bool,
    element: int,
    pre: int,
    links: int,
    bolds: int,
) -> None:
    """Add a text to the line that is being read; in preformatted text, end lines where it does."""
    state = page.state
    begin = size = state[_State.CHARACTERS]
    is_blank, fed = True, False
    at = start
    while at < end:
        point = points[at]
        at += 1
        if point == _AMPERSAND and is_escaped:
            for escape in range(len(_ESCAPES)):
                length = 1
                while length < 6 and at - 1 + length < end and points[at - 1 + length] == _ESCAPES[escape, length]:
                    length += 1
                if length == 6 or _ESCAPES[escape, length] == 0:
                    point = _SIGNS[escape]
                    at += length - 1
                    break
        page.raw[size] = point
        size += 1
        is_blank &= is_space(point)
        fed |= point == _FEED
    if is_blank and not state[_State.PARTS] and not pre:
        return
    if pre and fed:
        read, state[_State.PARTS] = begin, state[_State.PARTS] + 1
        for place in range(begin, size):
            point = page.raw[place]
            if point == _FEED:
                state[_State.CHARACTERS] = read
                if not _flush(page, element):
                    state[_State.GAP] = min(state[_State.GAP] + 1, 2)
                state[_State.PARTS], read = 1, 0
            else:
                page.raw[read] = point
                read += 1
        state[_State.CHARACTERS] = read
        return
    state[_State.PARTS] += 1
    state[_State.CHARACTERS] = size
    state[_State.LINKED] += size - begin if links else 0
    state[_State.BOLD] += size - begin if bolds else 0


@compiled
def _flush(page: _Page, element: int) -> bool:
    """End the line that is being read; return whether there was one."""
    state = page.state
    if not state[_State.PARTS]:
        return False
    count = state[_State.CHARACTERS]
    state[_State.PARTS] = state[_State.CHARACTERS] = 0
    first = 0
    while first < count and is_space(page.raw[first]):
        first += 1
    if first == count:
        state[_State.LINKED] = state[_State.BOLD] = 0
        return False
    line = state[_State.LINES]
    if line:
        for _ in range(state[_State.GAP]):
            line = _end_line(page, line, page.lines[line, _Column.START], -1)
    begin = at = page.lines[line, _Column.START]
    if state[_State.BULLET]:
        page.text[at], page.text[at + 1] = _BULLET, _BLANK
        at += 2
        state[_State.BULLET] = 0
    was_space = False
    for place in range(first, count):
        point = page.raw[place]
        if is_space(point):
            was_space = True
            continue
        if was_space:
            page.text[at] = _BLANK
            at += 1
            was_space = False
        page.text[at] = point
        at += 1
    state[_State.LINES] = _end_line(page, line, at, element)
    row = page.lines[line]
    row[_Column.LINKED] = min(state[_State.LINKED], at - begin)
    row[_Column.BOLD] = min(state[_State.BOLD], at - begin)
    row[_Column.IMAGES], row[_Column.INLINE] = state[_State.IMAGES], state[_State.INLINE]
    state[_State.GAP] = state[_State.LINKED] = state[_State.BOLD] = state[_State.IMAGES] = state[_State.INLINE] = 0
    return True


@compiled
def _end_line(page: _Page, line: int, end: int, element: int) -> int:
    page.text[end] = _FEED
    page.lines[line + 1, _Column.START] = end + 1
    page.lines[line, _Column.ELEMENT] = element
    page.lines[line, _Column.LINKED :] = 0
    return line + 1


@compiled
def _join_cells(page: _Page, begun: int, row: int) -> None:
    """Join the cells of a row that ends now to one line, where each is a short line of its own."""
    state, lines = page.state, page.lines
    end = state[_State.LINES]
    if begun < end and lines[begun + 1, _Column.START] - lines[begun, _Column.START] == 1:
        begun += 1
    cells = end - begun
    if not 2 <= cells <= _MOST_CELLS:
        return
    for cell in range(begun, end):
        length = lines[cell + 1, _Column.START] - lines[cell, _Column.START] - 1
        if not 0 < length <= _LONGEST_CELL:
            return
        for other in range(begun, cell):
            if lines[other, _Column.ELEMENT] == lines[cell, _Column.ELEMENT]:
                return
    at = lines[begun, _Column.START]
    size = lines[end, _Column.START] - at
    page.raw[:size] = page.text[at : at + size]
    for place in range(size - 1):
        if page.raw[place] == _FEED:
            page.text[at], page.text[at + 1] = _BLANK, _BLANK
            at += 2
        else:
            page.text[at] = page.raw[place]
            at += 1
    linked = bold = images = inline = np.int64(0)
    for cell in range(begun, end):
        linked += lines[cell, _Column.LINKED]
        bold += lines[cell, _Column.BOLD]
        images += lines[cell, _Column.IMAGES]
        inline |= lines[cell, _Column.INLINE]
    state[_State.LINES] = _end_line(page, begun, at, row)
    lines[begun, _Column.LINKED], lines[begun, _Column.BOLD] = linked, bold
    lines[begun, _Column.IMAGES], lines[begun, _Column.INLINE] = images, inline
