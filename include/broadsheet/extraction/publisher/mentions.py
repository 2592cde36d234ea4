"""Every mention on a page that may name the outlet that ran it."""

import re
from collections.abc import Iterator

import numpy as np

from broadsheet.extraction.article import Article
from broadsheet.extraction.publisher.hosts import host_of, site_of
from broadsheet.extraction.publisher.line_edges import LONGEST, lines_with_edge, read_edges
from broadsheet.extraction.publisher.outlet_names import Evidence, OutletMention, outlet_mention
from broadsheet.extraction.publisher.repeated_names import shared_names
from broadsheet.extraction.publisher.site_links import ENDINGS, OPENINGS, house_link, site_mentions
from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.word_slots import word_slots

_LONGEST_LINE = 220
_GENITIVE = re.compile(r"['’]s\b.*")
_SHORTEST_INVITATION, _LONGEST_INVITATION = 16, 400

Lines = list[tuple[int, str]]
"""Lines of the page, each with its index."""


def outlet_mentions(article: Article) -> list[OutletMention]:
    """Return the mentions of names that may be the outlet's, in no order that matters."""
    marked: tuple[list[int], ...] = ([], [], [], [])
    rows, columns = article.values.take(_MARKS, axis=1).nonzero()
    for index, mark in zip(rows.tolist(), columns.tolist(), strict=True):
        marked[_KINDS[mark]].append(index)
    addressed, legal, asking, quoting = marked
    page, outside = article.page, ~np.fromiter(article.kept, np.bool_, len(article.kept))
    edges = read_edges(page.points, page.places, outside, word_slots(OPENINGS), word_slots(ENDINGS))
    short = _short_lines(article, edges.framed)
    mentions = [*site_mentions(article, addressed), *_of_links(article, short)]
    if article.url:
        mentions.extend(_of_address(article.url))
    mentions.extend(_of_title(article))
    if legal:
        mentions.extend(_of_copyright(article, legal))
    if asking:
        mentions.extend(_of_invitations(article, asking))
    if quoting:
        mentions.extend(_told(article, quoting))
    mentions.extend(_of_dateline(article))
    hosts = {mention.key for mention in mentions if mention.is_host}
    if edges.shared is not edges.framed:  # on a short page both are all lines
        named = set(edges.shared)
        if hosts:
            named.update(lines_with_edge(page.points, page.places, outside, [key for key in hosts if len(key) > 2]))
        short = _short_lines(article, sorted(named))
    mentions.extend(shared_names([text for _, text in short], hosts))
    return [*mentions, *_of_top(article)] if mentions else []


_MARKS = np.array(
    [
        Feature.ADDRESS,
        Feature.COPYRIGHT,
        Feature.LEGAL,
        Feature.CONSENT,
        Feature.ACCOUNT,
        Feature.PROMPT,
        Feature.QUOTES,
    ]
)
_KINDS = (0, 1, 1, 1, 2, 2, 3)
_BULLETS = "*•·+-–|: \u00a0"


def _short_lines(article: Article, indexes: list[int]) -> Lines:
    """Return those of the lines that are short, without bullets: menus, links, labels."""
    lines = article.page.lines
    short = [(index, text.strip(_BULLETS)) for index in indexes if len(text := lines[index].text) <= LONGEST]
    return [(index, text.replace("\u00a0", " ")) for index, text in short]


def _of_address(url: str) -> Iterator[OutletMention]:
    site = site_of(host_of(url))
    if site:
        yield OutletMention(site, Evidence.URL, None)


_BAR = re.compile(r"\s+[|–—»·•:-]\s+|\s?\|\s?")


def _of_title(article: Article) -> Iterator[OutletMention]:
    """The end of a line that sets the headline off from the name of the site."""
    title, lines = article.title, article.page.lines
    if not title or article.title_line is None:
        return
    for index in (0, 1, article.title_line) if article.title_line > 1 else (0, 1):
        text = lines[index].text if index < len(lines) else ""
        behind = text.find(title[:40]) + len(title) if len(text) > len(title) else -1
        if behind < len(title) or not _BAR.match(text, behind):
            continue
        segments = [segment for segment in _BAR.split(text[behind:]) if segment and segment.strip()]
        named = [segment for segment in segments if not any(character.isdigit() for character in segment[-4:])]
        mention = outlet_mention(named[-1], Evidence.WINDOW_TITLE, index) if named else None
        if mention is not None:
            yield mention


def _of_top(article: Article) -> Iterator[OutletMention]:
    """The first lines, where a masthead may be, or the end of the window's title."""
    for index, line in enumerate(article.page.lines[:4]):
        if index == article.title_line or article.kept[index]:
            continue
        mention = None
        if index == 0 and len(line.text) > 20 and len(segments := _BAR.split(line.text)) > 1:
            mention = outlet_mention(segments[-1], Evidence.FIRST_LINE, index)
        elif 3 <= len(line.text) <= 30 and len(line.text.split()) <= 4:
            mention = outlet_mention(line.text, Evidence.TOP_LINE, index)
        if mention is not None:
            yield mention


def _of_copyright(article: Article, legal: list[int]) -> Iterator[OutletMention]:
    for index in dict.fromkeys(legal):
        text = article.page.lines[index].text
        if not article.kept[index] and len(text) <= _LONGEST_LINE and (SIGN.search(text) or RESERVED.search(text)):
            yield from copyright_holder(text, index)


def _of_links(article: Article, short: Lines) -> Iterator[OutletMention]:
    first, last = article.first, article.last
    for index, text in short:
        if " " in text:
            link = house_link(text, index, near_story=index <= first or last <= index <= last + 6)
            if link is not None:
                yield link


_RUN = re.compile(
    r"(?:\b(?:to|from|of|by|with|on|now|the|von|bei|auf|der|zu|zum|mit|de|du|à|en|con|di|da|a)|Get|Choose)\s"
    r"(?P<name>(?:The\s)?[^\W\d_a-z][\w'’+-]*(?:\.[a-z]{2,4}\b)?"
    r"(?:\s(?:(?:of|and|de|del|di|&|et|y|und)\s)?[^\W\d_a-z][\w'’+-]*){0,4})"
)


def _of_invitations(article: Article, asking: list[int]) -> Iterator[OutletMention]:
    for index in asking:
        text = article.page.lines[index].text
        if article.kept[index] or not _SHORTEST_INVITATION <= len(text) <= _LONGEST_INVITATION:
            continue
        for run in _RUN.findall(text):
            mention = outlet_mention(_GENITIVE.sub("", run), Evidence.INVITATION, index)
            if mention is not None:
                yield mention


_OPENING = re.compile(r"[^()\n]{0,40}\((?P<name>[^()\n]{2,30})\)\s*[-–—]")


def _of_dateline(article: Article) -> Iterator[OutletMention]:
    text = article.page.lines[article.first].text if article.first < len(article.kept) else ""
    match = _OPENING.match(text) if "(" in text[:41] else None
    mention = outlet_mention(match["name"], Evidence.DATELINE, article.first) if match else None
    if mention is not None:
        yield mention


_TOLD = re.compile(
    r"[tg](?<!\w.)(?:(?<=t)(?:old|ells)|(?<=g)egenüber(?:\sde[mr])?)\s(?:the\s)?(?P<name>[^\W\d_a-z][\w&-]*(?:\s[^\W\d_a-z][\w&-]*){0,3})"
)


def _told(article: Article, quoting: list[int]) -> Iterator[OutletMention]:
    for index in quoting:
        text = article.page.lines[index].text
        if article.kept[index] and (" told " in text or " tells " in text or " gegenüber " in text):
            for match in _TOLD.finditer(text):
                mention = outlet_mention(match["name"], Evidence.TOLD, index)
                if mention is not None:
                    yield mention


SIGN = re.compile(r"©|ⓒ|\(c\)|copyrights?|®\s?\d{4}", re.IGNORECASE)
"""What opens a copyright notice."""

RESERVED = re.compile(
    r"ights reserved|echte vorbehalten|erechos reservados|ireitos reservados|roits réservés", re.IGNORECASE
)
"""What ends one, where the sign was lost."""


def copyright_holder(text: str, index: int) -> Iterator[OutletMention]:
    """Yield the holder that a copyright line names; none where it is a picture's credit.

    A company (*Example Media GmbH*) differs from a plain name: it owns outlets but is not one.
    """
    if not (_YEARS.search(text) or _RIGHTS.search(text) or "opyright" in text):
        return
    marked = _YEARS.sub(" ", _RIGHTS.sub(" ", text))
    before, _, after = SIGN.sub("\n", marked).partition("\n")
    for part in (after.replace("\n", " "), before):
        whole = part.strip(" .,:;|•·-–—/")
        plain = _COMPANY.sub("", _COMPANY_BEFORE.sub("", whole))
        piece = _PREPOSITION.sub("", _CLAUSE.split(plain)[0].strip())
        owner = len(plain) < len(whole) and plain == piece
        found = []
        for name in dict.fromkeys((piece, _GLUED.split(piece)[0])):
            company = owner or _COMPANY_WORD.search(name) is not None
            found.append(outlet_mention(name, Evidence.COMPANY if company else Evidence.COPYRIGHT, index))
        if any(found):
            yield from filter(None, found)
            return


_YEARS = re.compile(
    r"(?:19|20)\d\d(?:\s?(?:[-–—/,]|bis|to)\s?(?:(?:19|20)?\d\d|present|heute))?",
)
_RIGHTS = re.compile(
    r"版[权權]所有|著作[权權]所有|(?:不得|禁止|無断|未经|未經).*|"
    r"(?:جميع\s)?(?:ال)?حقوق(?:\sالنشر)?\sمحفوظة(?:\sل(?:ـ|دى|صالح|مؤسسة|صحيفة|موقع)?)?|"
    r"\bderechos\sreservados|\bdireitos\sreservados|"
    r"\b(?:all\s|alle\s|todos\s|tous\s|tutti\s|wszelkie\s|všechna\s|все\s|tüm\s|minden\s)(?:los\s|os\s|i\s)?"
    r"(?:content|rights?|rechte|rechten|derechos|direitos|droits|diritti|prawa|práva|права|hakları|jog)\b[^©ⓒ]*",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<=[a-zß-ÿ]{3})(?=[A-ZÀ-Þ][a-zß-ÿ]{2})")
_PREPOSITION = re.compile(r"^(?:by|bei|von|par|por|di)\s", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[|•·;,♦]|\.\s|\s[-–—/]\s|\s{2,}\S+\s{2,}|(?:\s|^)(?:by|Powered|powered|is\sa|CC\sBY)\b|^CC\s",
)
_COMPANY_BEFORE = re.compile(r"^(?:AS|OÜ|UAB|SIA|PT|ООО|ОАО|ЗАО|АО|ТОВ|ИА|ІА)\s")
_COMPANY_WORD = re.compile(
    r"(?:Media|Verlag|Holdings?|Newspapers|Networks?|Publishing|Communications?|Productions?|Broadcasting|Medien|Editora|"
    r"Editorial|Editions?|Éditions|Editrice|Verlagsgesellschaft|Gruppe|Group|Grupo|Groupe|Company)\b|verlag\b"
)
_COMPANY = re.compile(
    r"[\s,]+(?:GmbH|mbH|AG|KG|SE|e\.?\s?V\.?|Inc|LLC|Ltd|Limited|Corp(?:oration)?|Co|PLC|plc|LP|Pty|Pvt|Private|"
    r"S\.?\s?A\.?|S\.?\s?L\.?|S\.?\s?p\.?\s?A|S\.?r\.?l|B\.?V|N\.?V|A/S|AS|AB|Oy|ApS|Kft|Zrt|d\.?o\.?o|a\.?s|s\.?r\.?o|"
    r"gGmbH|DAC|Oyj|&\sCo\.?)\b\.?.*"
)
