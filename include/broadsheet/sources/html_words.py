"""Reads what the class, id and role of an element say of the text in it."""

import re
from functools import lru_cache

from broadsheet.sources.markup import Zone

_OF_ARTICLES = "article|entry|post|story|content|news|detail|artikel|text|single|page|copy"
_OF_TEXTS = "body|content|text|copy|main|detail|inner"
_WORDS = {
    Zone.COMMENT: (
        "comment|disqus|repl(?:y|ies)|respond|discuss|kommentar|comentario|commentaire|commento|livefyre"
        "|talkback|trackback|pingback|feedback|forum|reaction|reactie|leserbrief|guestbook|pinglun"
    ),
    Zone.RELATED: (
        "relat|recommend|similar|more-?(?:stories|news|from|articles|on|in)|also|read-?(?:more|next)"
        "|popular|most|trending|latest|recent|teaser|promo|suggest|verwandt|outbrain|taboola|carousel"
        "|top-?stor|zergnet|up-?next|further|mehr-?zum|leia|lire|next|prev|ticker|xiangguan|hot|rank"
    ),
    Zone.SHARE: (
        "shar(?:e|ing)|social|addthis|facebook|twitter|tweet|print|e-?mail|bookmark|pinterest|whatsapp"
        "|google-?plus|reddit|digg|delicious|like-?(?:box|button)|follow|tool|bdshare|fenxiang"
    ),
    Zone.ADVERT: (
        r"\bads?\b|(?:^|[\s_-])ad(?:s|v|vert)?(?:[\s_-]|$)|advert|sponsor|banner|werbung|anzeige|dfp"
        "|adsense|google_ads|publicidad|reklam|guanggao"
    ),
    Zone.NAVIGATION: (
        r"nav|menu|bread-?crumb|crumb|pag(?:er|inat|ing)|tabs?\b|toolbar|skip|links|sitemap|daohang|jump"
    ),
    Zone.SIDEBAR: (
        r"side-?bar|(?:^|[\s_-])side|aside|rail|right-?(?:col|bar|side)|left-?(?:col|bar|side)|widget"
        "|secondary|portlet|sub-?col|complementary|gadget|module|infobox|fact-?box|box-?out"
    ),
    Zone.FOOTER: ("foot|bottom|copyright|legal|colophon|disclaimer|imprint|contentinfo|impressum|banquan"),
    Zone.HEADER: (r"header|(?:^|[\s_-])top(?:[\s_-]|$)|masthead|logo|branding|site-?name|sitename"),
    Zone.BODY: (
        f"(?:{_OF_ARTICLES})[-_]?(?:{_OF_TEXTS})"
        r"|body-?(?:text|copy|content)|main-?(?:text|content)|article-?p\b|storytext|articlebody"
        "|field-name-body|nota|cuerpo|texto|contenido|zhengwen|endtext|artibody"
    ),
    Zone.ARTICLE: ("article|story|post|entry|hentry|artikel|noticia|blog|news-?item|wenzhang"),
    Zone.MAIN: (r"main|primary|\bcontent\b|content|center|middle"),
    Zone.AUTHOR: (
        "author|byline|by-line|writer|contributor|autor|auteur|journalist|redakteur|reporter|signature"
        "|vcard|creator|zuozhe"
    ),
    Zone.DATE: (r"date|time|publish|posted|datum|fecha|data\b|updated|shijian|pubtime"),
    Zone.META: ("meta|info|details|credit|source|dateline|submitted|laiyuan"),
    Zone.CAPTION: (
        "caption|figure|photo|image|gallery|credit|thumb|media|video|slide|picture|bild|foto|lightbox"
        "|player|legend|tupian"
    ),
    Zone.TITLE: (r"title|headline|heading|\bhed\b|titulo|titre|titolo|ueberschrift|biaoti"),
    Zone.LEAD: (
        r"summary|standfirst|(?:^|[\s_-])lead|intro|deck|\bdek\b|sub-?title|sub-?head|excerpt|abstract"
        "|chapo|kicker|entradilla|vorspann|zhaiyao|description"
    ),
    Zone.TAGS: ("tag|keyword|topic|categ|label|filed|rubrik"),
    Zone.POPUP: (
        "modal|pop-?up|cookie|consent|overlay|newsletter|subscri|sign-?(?:up|in)|log-?in|register|paywall"
        "|premium|gdpr|alert|notice|warning"
    ),
    Zone.BIOGRAPHY: ("bio|about-?(?:the-?)?author|author-?(?:box|bio|info|card|desc)|profile"),
    Zone.QUOTE: ("quote|pull|tweet|embed|instagram"),
    Zone.LIST: (r"list|items?\b|archive|index|feed|grid|cards?\b|results"),
    Zone.FORM: ("form|search|poll|survey|vote|rating|field-?set"),
    Zone.HIDDEN: (r"visually-?hidden|sr-?only|screen-?reader|hidden|\bhide\b|invisible|print-?only|no-?display"),
}
"""Words, or parts of words, of classes and ids; CSS names are English nearly everywhere."""

_BODY = int(Zone.BODY)
_BODY_IN_TWO = re.compile(f"(?:{_OF_ARTICLES}) (?:{_OF_TEXTS})")
"""The words of a body in two classes side by side."""
_PATTERNS = tuple((int(zone), re.compile(words)) for zone, words in _WORDS.items())
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ROLES: dict[str, int] = {
    "navigation": Zone.NAVIGATION,
    "menu": Zone.NAVIGATION,
    "menubar": Zone.NAVIGATION,
    "complementary": Zone.SIDEBAR,
    "contentinfo": Zone.FOOTER,
    "banner": Zone.HEADER,
    "main": Zone.MAIN,
    "article": Zone.ARTICLE,
    "search": Zone.FORM,
    "form": Zone.FORM,
    "dialog": Zone.POPUP,
    "alertdialog": Zone.POPUP,
}
_PROPERTIES: dict[str, int] = {
    "articlebody": Zone.BODY,
    "text": Zone.BODY,
    "headline": Zone.TITLE,
    "author": Zone.AUTHOR,
    "datepublished": Zone.DATE,
    "datemodified": Zone.DATE,
    "comment": Zone.COMMENT,
    "caption": Zone.CAPTION,
    "description": Zone.LEAD,
    "breadcrumb": Zone.NAVIGATION,
    "keywords": Zone.TAGS,
}


def zones_of(names: str, role: str = "", item_property: str = "") -> int:
    """Return the `Zone` flags of an element.

    >>> Zone(zones_of("commentList sidebar"))
    <Zone.COMMENT|SIDEBAR|LIST: 2097185>

    Args:
        names: Its class and its id, separated by a space.
        role: Its ARIA role.
        item_property: Its microdata property.
    """
    names = names[:_LONGEST]
    flags = 0
    for name in names.split(" "):
        flags |= _zones_of_name(name)
    if not flags & _BODY and _BODY_IN_TWO.search(_folded(names)):
        flags |= _BODY
    return flags | _ROLES.get(role.lower(), 0) | _PROPERTIES.get(item_property.lower(), 0)


@lru_cache(maxsize=65_536)
def _zones_of_name(name: str) -> int:
    """Return the flags of one class: names of classes come again far more often than their combinations."""
    folded = _folded(name)
    flags = 0
    for zone, pattern in _PATTERNS:
        if pattern.search(folded):
            flags |= zone
    return flags


def _folded(names: str) -> str:
    return _HUMP.sub("-", names).lower()


_LONGEST = 400
"""Characters of class and id that are read: some pages keep data in classes."""
