"""Words that announce an author, in the languages of the corpus: *By*, *Geschrieben von*, *Autor:*, *記者*."""

import re

_PREPOSITIONS = (
    "by", "von", "par", "por", "di", "door", "av", "af", "przez", "bởi", "durch", "od", "oleh", "โดย",
)  # fmt: skip
_PHRASES = (
    "written by", "posted by", "published by", "reported by", "words by", "text by", "story by", "photos and text by",
    "analysis by", "opinion by", "commentary by", "review by", "interview by", "perspective by", "column by",
    "post author by", "reporting by", "compiled by", "edited by", "geschrieben von", "erstellt von", "verfasst von",
    "veröffentlicht von", "kolumne von", "kommentar von", "analyse von", "interview von", "beitrag von",
    "gastbeitrag von", "publicado por", "escrito por", "postado por", "publié par", "écrit par", "posté par",
    "scritto da", "pubblicato da", "a cura di", "skrevet av", "skrevet af", "skriven av", "geschreven door", "napsal",
    "napsala", "ditulis oleh", "dilaporkan oleh", "propos recueillis par", "recueilli par", "redactado por", "texto de",
    "texte de", "text von", "testo di", "tekst av", "scris de", "pripremio", "pripremila", "γράφει ο", "γράφει η",
    "подготовил", "подготовила", "підготував", "підготувала",
)  # fmt: skip
_NOUNS = (
    "author", "authors", "autor", "autoren", "autorin", "autorinnen", "autor/autorin", "autorin/autor", "autores",
    "autora", "autorka", "auteur", "auteure", "auteurs", "autore", "autori", "autrice", "text", "texte", "texto",
    "testo", "tekst", "reporter", "reporters", "reporting", "interview", "byline", "words", "toimittaja", "teksti",
    "skribent", "írta", "szerző", "yazar", "tác giả", "συντάκτης", "автор", "авторы", "текст", "репортер", "كتب",
    "كتبت", "بقلم", "الكاتب", "نویسنده", "लेखक", "作者", "文", "記者", "记者", "執筆", "글", "기자", "작성자", "penulis",
    "撰文", "撰稿", "autorzy", "autoři", "autors", "autorius", "kirjoittaja", "kirjoittanut", "novinar", "piše",
    "yazan", "haber", "muhabir", "автори", "журналист", "إعداد", "लेखिका", "द्वारा", "লেখক", "প্রতিবেদক", "ผู้เขียน", "מאת",
    "συγγραφέας",
)  # fmt: skip
_NOUNS_WITHOUT_COLON = (
    "作者", "記者", "记者", "كتب", "كتبت", "بقلم", "autor", "autorin", "autor/autorin", "autorin/autor", "auteur",
    "auteure", "إعداد", "द्वारा", "מאת", "piše",
)  # fmt: skip


def opening_word(text: str) -> str:
    """Return the first word of a line, in small letters, without the bullets before it; empty where it has none.

    >>> opening_word("• By Jo Doe"), opening_word("2020")
    ('by', '')
    """
    first = text.split(None, 1)[0] if text else ""
    if first.isalpha():
        return first.casefold()
    word = _FIRST.match(text)
    return word[1].casefold() if word else ""


def behind_label(text: str) -> str | None:
    """Return what is behind the label that opens `text`, empty where nothing does; None where no label opens it.

    >>> behind_label("Written by Jo Doe"), behind_label("Autor: Jo Doe"), behind_label("By"), behind_label("Berlin")
    ('Jo Doe', 'Jo Doe', '', None)
    """
    word = _FIRST.match(text)
    if word is None or (word[1].casefold() not in LABEL_WORDS and not _GLUED.match(text, word.start(1))):
        return None
    match = _LABEL.match(text, word.start(1))
    if match is None:
        return None
    rest = text[match.end() :].strip()
    return None if match["noun"] and _GENDER.match(rest) else rest


def linked_author(text: str) -> str | None:
    """Return the name in a link to an author's page or account, None where there is none.

    >>> linked_author("Alle Artikel von Jo Doe"), linked_author("Follow Jo Doe on Twitter"), linked_author("Sport")
    ('Jo Doe', 'Jo Doe', None)
    """
    match = _LINK.match(text)
    return match["of"] or match["account"] if match else None


def labels_within(text: str) -> list[int]:
    """Return where names may begin in a line of several things (*4 May 2020 | By Jo Doe*): behind each label in it.

    Labels after a word for a picture name the photographer and are excluded.
    """
    if _WITHIN.search(text) is None:
        return []
    return [
        match.end()
        for match in _WITHIN.finditer(text)
        if (match.start() == 0 or text[match.start() - 1] in _BEFORE) and not _PICTURE.search(text, 0, match.start())
    ]


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=len, reverse=True))


_FIRST = re.compile(r"[\s*•·+\-–—|>»]*([^\W\d_](?:[^\W\d_]+|[\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e]+)*)")
LABEL_WORDS = frozenset(
    form
    for words in (*_PREPOSITIONS, *_PHRASES, *_NOUNS)
    for form in (re.split(r"[\s/]", words)[0], re.split(r"[\s/]", words)[0].casefold())
)
"""First words of labels, in lower case and folded: a Greek sigma at their end differs."""
_LINK_WORDS = """
    view see read all more other alle weitere mehr más mais tous toutes todos altri fler flere więcej все další lire
    follow folge folgen suivre suivez seguir sigue siga segui volg email e mail contact about über sobre à
"""
LINK_WORDS = frozenset(_LINK_WORDS.split())
"""First words of links to an author's page or account."""
_HAN_LABEL = r"(?:記者|记者)(?=[\u3400-\u9fff]{2,4}(?:$|[\s／/、，,|｜]))"
_GLUED = re.compile(rf"(?:[Bb]y|[Vv]on)(?=[A-ZÀ-Þ])|{_HAN_LABEL}")
_LABEL = re.compile(
    rf"(?:{_any((*_PREPOSITIONS, *_PHRASES))})(?:\s*:\s*|\s+|$)"
    rf"|(?P<noun>{_any(_NOUNS)})(?:[*:_]?in(?:nen)?)?\s*(?:[:：]\s*|(?<=[\u3400-\u9fff])\s*[/／｜|丨]\s*|$)"
    rf"|(?:{_HAN_LABEL})"
    rf"|(?:{_any(_NOUNS_WITHOUT_COLON)})\s+"
    rf"|(?-i:[Bb]y|[Vv]on)(?=(?-i:[A-ZÀ-Þ]))",
    re.IGNORECASE,
)
_GENDER = re.compile(r"in(?:nen)?\b")
_NOUNS_WITHIN = ("Author", "Autor", "Autorin", "Auteur", "Autore", "Автор", "Текст", "كتب", "كتبت", "بقلم")
_WITHIN = re.compile(
    "|".join(
        [
            rf"{word}\s(?=[^\W\d_])"
            for word in ("by", "By", "BY", "von", "Von", "VON", "par", "Par", "por", "Por", "POR")
        ]
        + [rf"{word}\s?:\s?(?=[^\W\d_])" for word in _NOUNS_WITHIN]
    )
)
"""Alternatives that each begin with a letter of their own are fast to look for."""
_BEFORE = frozenset(" |•·,/–—-\u00a0~:")
_LINK = re.compile(
    r"[\s*•·+\-–—|>»]*(?:(?:(?:view\s|see\s|read\s)?(?:all|more|other)|alle|weitere|mehr|más|mais|tous|toutes|todos|altri|fler|flere|więcej|"
    r"все|další|lire)\s(?:(?:the|los|os|les|gli)\s)?(?:(?:articles?|posts?|stories|news|artikel|artikler|beiträge|texte|artículos|"
    r"artigos|articoli|textos|notas|статьи|články|artykuły)\s)?(?:by|from|von|vom|de|por|par|di|da|av|af)\s(?P<of>[^\W\d_].{3,50})"
    r"|(?:follow|folge|folgen|suivre|suivez|seguir|sigue\sa|siga|segui|volg|e-?mail|contact|about|über|sobre|à\spropos\sde)\s"
    r"(?P<account>[^\W\d_][^\d,|]{3,40}?)(?:\s(?:on|auf|en|sur|su|no|op|at)\s.*)?)$",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"foto|photo|bild|image|getty|imago|©|pictur|credit|crédit", re.IGNORECASE)
