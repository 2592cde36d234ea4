"""Words that announce an author, in the languages of the corpus: *By*, *Geschrieben von*, *Autor:*, *記者*."""

import re

_PREPOSITIONS = (
    "by", "von", "vom", "par", "por", "di", "door", "av", "af", "przez", "bởi", "durch", "od",
)  # fmt: skip
_PHRASES = (
    "written by", "posted by", "published by", "reported by", "words by", "text by", "story by", "photos and text by",
    "analysis by", "opinion by", "commentary by", "review by", "interview by", "perspective by", "column by",
    "post author by", "reporting by", "compiled by", "edited by", "geschrieben von", "erstellt von", "verfasst von",
    "veröffentlicht von", "kolumne von", "kommentar von", "analyse von", "interview von", "beitrag von",
    "gastbeitrag von", "publicado por", "escrito por", "postado por", "publié par", "écrit par", "posté par",
    "scritto da", "pubblicato da", "a cura di", "skrevet av", "skrevet af", "skriven av", "geschreven door", "napsal",
    "napsala",
)  # fmt: skip
_NOUNS = (
    "author", "authors", "autor", "autoren", "autorin", "autorinnen", "autor/autorin", "autorin/autor", "autores",
    "autora", "autorka", "auteur", "auteure", "auteurs", "autore", "autori", "autrice", "text", "texte", "texto",
    "testo", "tekst", "reporter", "reporters", "reporting", "interview", "byline", "words", "toimittaja", "teksti",
    "skribent", "írta", "szerző", "yazar", "tác giả", "συντάκτης", "автор", "авторы", "текст", "репортер", "كتب",
    "كتبت", "بقلم", "الكاتب", "نویسنده", "लेखक", "作者", "文", "記者", "记者", "執筆", "글", "기자", "작성자", "penulis",
)  # fmt: skip
_NOUNS_WITHOUT_COLON = (
    "作者", "記者", "记者", "كتب", "كتبت", "بقلم", "autor", "autorin", "autor/autorin", "autorin/autor", "auteur",
    "auteure",
)  # fmt: skip


def behind_label(text: str) -> str | None:
    """Return what stands behind the label that opens `text`, empty where nothing does; null where no label opens it.

    >>> behind_label("Written by Jo Doe"), behind_label("Autor: Jo Doe"), behind_label("By"), behind_label("Berlin")
    ('Jo Doe', 'Jo Doe', '', None)
    """
    word = _FIRST.match(text)
    if word is None:
        return None
    head = word[1].casefold()
    if head not in _FIRST_WORDS and not _GLUED.match(text, word.start(1)):
        return None
    match = _LABEL.match(text, word.start(1))
    if match is None:
        return None
    rest = text[match.end() :].strip()
    return None if match["noun"] and _GENDER.match(rest) else rest


def labels_within(text: str) -> list[int]:
    """Return where names may begin in a line of several things (*4 May 2020 | By Jo Doe*): behind each label in it.

    Labels behind a word for a picture announce its maker and are left out.
    """
    return [match.end() for match in _WITHIN.finditer(text) if not _PICTURE.search(text[: match.start()])]


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=len, reverse=True))


_FIRST = re.compile(r"[\s*•·+\-–—|>»]*([^\W\d_]+)")
_FIRST_WORDS = frozenset(re.split(r"[\s/]", words)[0] for words in (*_PREPOSITIONS, *_PHRASES, *_NOUNS))
_GLUED = re.compile(r"(?:[Bb]y|[Vv]on)(?=[A-ZÀ-Þ])")
_LABEL = re.compile(
    rf"(?:{_any((*_PREPOSITIONS, *_PHRASES))})(?:\s*:\s*|\s+|$)"
    rf"|(?P<noun>{_any(_NOUNS)})(?:[*:_]?in(?:nen)?)?\s*(?:[:：]\s*|$)"
    rf"|(?:{_any(_NOUNS_WITHOUT_COLON)})\s+"
    rf"|(?-i:[Bb]y|[Vv]on)(?=(?-i:[A-ZÀ-Þ]))",
    re.IGNORECASE,
)
_GENDER = re.compile(r"in(?:nen)?\b")
_WITHIN = re.compile(
    r"(?:^|(?<=[\s|•·,/–—-]))(?:(?:(?:[Ww]ritten|[Pp]osted|[Pp]ublished|[Gg]eschrieben|[Ee]rstellt|[Vv]eröffentlicht|[Pp]ublicado|"
    r"[Pp]ublié)\s)?(?:by|By|BY|von|Von|par|Par|por|Por)\s|(?:Author|Autor|Autorin|Auteur|Autore)\s?:\s?)(?=[^\W\d_])"
)
_PICTURE = re.compile(r"foto|photo|bild|image|getty|imago|©|pictur|credit|crédit", re.IGNORECASE)
