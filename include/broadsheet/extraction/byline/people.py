"""Reads the names of people in a byline, without roles, outlets, degrees, handles or dates.

A name is read by its shape, in any script with capitals: two to five words that begin with one, particles between
(*Ursula von der Leyen*), initials. A single word is a name only after a label (*Posted by marc*). In
scripts without capitals, the words after a label are the name, up to the length of a name.
"""

import re
from functools import lru_cache

from broadsheet.extraction.lexicon.agency_names import agency_named, may_name_agency
from broadsheet.extraction.lexicon.calendar_names import is_calendar_name
from broadsheet.extraction.lexicon.name_lists import is_given_name, is_place

MAX_PEOPLE = 12
"""Most names of a byline; more are another list."""


@lru_cache(maxsize=4096)  # the pages of one outlet say the same beside their headlines
def people_in(text: str, *, labelled: bool) -> tuple[str, ...]:
    """Return the people that `text` names, in order; none where it goes on as anything but a byline.

    Args:
        text: A byline without its label.
        labelled: Whether a label (*By*, *Author:*) announces people.

    >>> people_in("John Smith, Political Editor, and Mary O’Neill", labelled=True)
    ('John Smith', 'Mary O’Neill')
    >>> people_in("2030, half of all cars", labelled=True)
    ()
    """
    text = _GLUED.sub(r" | \g<0>", text)
    if "@" in text or "http" in text or "www." in text:
        text = _HANDLE.sub(" | ", text)
    if not _ASIDE_MARKS.isdisjoint(text):
        text = _ASIDE.sub(" | ", text)
    text = _without_tail(text.strip(" \t.|"))
    if text[:1].isdigit():
        return ()
    people: list[str] = []
    for position, piece in enumerate(piece for piece in _SPLIT.split(text) if piece and piece.strip()):
        name = _name(piece, labelled=labelled, alone=labelled and position == 0)
        if position and name and any(map(_is_role, _words(piece))) and not any(map(is_given_name, name.split())):
            name = None  # Local Democracy Reporter
        if name is None:
            if position == 0 and not _is_office(piece):
                return ()
            continue
        for person in _told_apart(name):
            vouched = labelled or "/" in text
            if person not in people and (position == 0 or _goes_with(person, people, labelled=vouched)):
                people.append(person)
    return tuple(people) if len(people) <= MAX_PEOPLE else ()


def _without_tail(text: str) -> str:
    """Cut off what follows names: a date, a place, a credit."""
    before = _CUT.sub("", text)
    dated = text[len(before) :].lstrip()[:1].isdigit()
    named, _, last = before.rpartition(" ")
    return named if dated and is_calendar_name(last.strip(".,")) else before  # Ada Lindgren August 25


_PARTICLE_WORDS = """
    de del della dello di da das do dos du des la le lo los las les el al van von der den ter ten zu zum zur af av bin
    ibn ben abu bint san santa st y e i und 't op mc mac o d' l' vom
"""
PARTICLES = frozenset(_PARTICLE_WORDS.split())
"""Parts of names written small: *Ursula von der Leyen*."""

_ARTICLE_WORDS = "das dos des les los las la le lo el zu zum zur den der y e i und st op vom"
ARTICLES = frozenset(_ARTICLE_WORDS.split())
"""Those of them that no name begins with."""

_TITLE_WORDS = """
    dr prof professor mr mrs ms sir dame lord lady rev phd md mag dipl ing med iur phil jur msc mba ba ma mp sen rep
    gov frau herr
"""
TITLES = frozenset(_TITLE_WORDS.split())
"""Degrees and forms of address."""

_ROLE_WORDS = """
    international national foreign our editor editors reporter reporters correspondent writer journalist columnist
    contributor contributing producer author anchor analyst staff senior chief political deputy managing executive
    associate assistant special freelance photographer intern fellow newsroom desk newsdesk web online news sports sport
    business travel politics health science technology tech entertainment lifestyle opinion team press agency agencies
    agenturen service services bureau redaktion redakteur redakteurin redacción redaccion redação redacao redazione
    rédaction redactie redaktionen redakce redakcja redakció toimitus journalistin autor autorin auteur autore
    chefredakteur korrespondent korrespondentin volontär praktikant mitarbeiter pressestelle presse reporterin verlag
    media magazine journal post times daily network tv radio studio group foundation institute university association
    admin administrator administrador webmaster guest gast unknown newsletter read more comments comment kommentare min
    minutes copyright photo foto fotos photos bild image images getty video story article articles artikel wire digital
    experte expertin gastautor gastautorin kolumnist kolumnistin volontärin periodista jornalista giornalista
    journaliste journalista correspondant corresponsal corrispondente corrispondenti redator redatora repórter
    dziennikarz redaktor redaktorka корреспондент редактор журналист muhabir muhabiri wartawan penulis contributors
    writers app store podcast topics topic issue agencia agence agenzia
"""
ROLES = frozenset(_ROLE_WORDS.split())
"""What people and desks of a newsroom are called, and what outlets are called after."""

_CONTROL_WORDS = """
    link links copy externer external search suche skip toggle menu login logout sign register cookie cookies
    advertisement anzeige werbung home homepage forum event events portal
    follow following share twitter facebook instagram email e-mail mail linkedin published updated posted print read
    subscribe publicado actualizado veröffentlicht aktualisiert publié mis erstellt via tips folge folgen suivre seguir
    profil no
"""
CONTROLS = frozenset(_CONTROL_WORDS.split())
"""Buttons and labels that a dump glues behind a name."""

_GLUED = re.compile(r"[A-ZÀ-Þ](?<=[a-zß-ÿ]{3}.)(?<!Fitz.)(?=[a-zß-ÿ])")
_HANDLE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w+|https?://\S+|\(?(?:www\.)\S+")
_ASIDE = re.compile(r"\([^)]{0,60}\)?|\[[^\]]{0,60}\]?|[\"“”„«»].{0,40}?[\"“”„«»]\s*(?=[|,]|$)")
_ASIDE_MARKS = frozenset('(["“”„«»')
_JOINS = "and|And|AND|und|et|y|e|og|och|ja|ve|và|i|en|is|και|и|та|و"
_SIGNS = ",;|/•·∙‧●►»›&+،、／｜，丨"
_SPLIT = re.compile(
    rf"[\s{_SIGNS}](?:(?<=\s)(?:\s*[{_SIGNS}]+\s*(?:(?:{_JOINS})\s+)?|\s*(?:[-–—]+|{_JOINS})\s+|\s{{2,}})"
    rf"|(?<!\s)[{_SIGNS}]*\s*(?:(?:{_JOINS})\s+)?)"
)
_CUT = re.compile(
    r"[\s\d](?:(?<=\s)\s*(?:"
    r"(?:for|For|FOR|für|pour|para|on|at|am|with|With|mit|avec|con|in|aus|vom|om|um|kl|via|bei|från|fra|do|dal)\s.*"
    r"|(?:le|el|il|på|den|der)?\s*\d.*|(?:©|\(c\)|(?:[Ff]oto|[Pp]hoto|[Bb]ild|[Tt]ext|[Vv]ideo|[Ii]mage)[\w/]*\s?[:©]).*"
    r"|(?:[Tt]opics?|[Tt]ags?|[Cc]ategor(?:y|ies|ía)|[Cc]atégorie|Kategorien?|[Rr]ubrik|Themen?|[Ee]tiquetas|Filed\s[Uu]nder|[Ss]ection|"
    r"Рубрика|Теги|Фото)\s?:.*)"
    r"|(?<=[^\W\d_]\d).*)",
    re.DOTALL,
)
_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]+|[\u0900-\u0eff\u1000-\u109f\u1780-\u17ff]+|[\u0300-\u036f'’‘.-](?=[^\W\d_]))*\.?"
)
_ASCII_WORD = re.compile(r"[A-Za-z]+(?:['.-][A-Za-z]+)*\.?")
"""The same in a text without any other letters, in half the time."""
_DOMAIN = re.compile(r"\.[^\W\d_]{2,}")
_MOST_WORDS = 5
_OFFICES = ROLES | TITLES
_LONGEST_PIECE = 80
_LONGEST_UNCASED = 40
_REPORT = re.compile(
    r"[報报][導道导]|[電电訊讯]$|[一-鿿]{6}|[社部]$|^(?:来源|來源|出处|出處|编辑|編輯|责编|責編|责任|責任|时间|時間|日期|发布|發布|发表|發表"
    r"|更新|摄影|攝影|撮影|写真|图片|圖片|字号|字體|字体|阅读|閱讀|点击|點擊|评论|評論|分享|打印|通讯员|通訊員)"
)
"""Where a report was sent from (*台北報導*), desks, and other labels, in Chinese and Japanese."""
_GIVEN_NAMES_IN_CALENDAR = frozenset(
    ("april", "may", "june", "jun", "august", "jan", "mai", "juni", "juli", "mar", "sol", "sun", "ago", "mart", "marco",
     "ian", "julio", "abril", "augusto", "avril")
)  # fmt: skip
_SURNAMES_IN_CALENDAR = frozenset(
    ("april", "may", "june", "august", "mai", "sol", "marco", "julio", "abril", "augusto", "avril")
)


def _name(piece: str, *, labelled: bool, alone: bool) -> str | None:
    """Return the name that `piece` opens with, None where it opens with none or goes on like a sentence."""
    words = _words(piece)
    if not words or len(piece) > _LONGEST_PIECE or ":" in piece:
        return None
    if may_name_agency(piece) and agency_named(piece.strip()) is not None:
        return None
    if _is_uncased(piece):
        named = labelled and len(piece) <= _LONGEST_UNCASED and not _REPORT.search(piece)
        return " ".join(words[:4]) if named else None
    while words and words[0].rstrip(".").casefold() in TITLES:
        words.pop(0)
    if len(words) > 2 and _is_role(words[0]) and is_given_name(words[1]):
        words.pop(0)  # Reporterin Ada Lindgren
    taken = _opening_name(words, alone=alone)
    while taken and taken[-1] in PARTICLES:
        taken.pop()
    if not taken or taken[0].casefold() == "the" or len(taken) > 2 * _MOST_WORDS:
        return None
    if len(taken) == 1 and not (alone and len(taken[0]) > 2):
        return None
    start = piece.find(taken[0])
    end = piece.find(taken[-1], start + len("".join(taken[:-1]))) + len(taken[-1])
    name = piece[start:end]
    return name.rstrip(".") if len(taken[-1]) > 3 else name


def _words(piece: str) -> list[str]:
    return (_ASCII_WORD if piece.isascii() else _WORD).findall(piece)


def _opening_name(words: list[str], *, alone: bool) -> list[str]:
    """Return the words of the name that opens a piece; empty where the piece is about something else."""
    taken: list[str] = []
    for position, word in enumerate(words, 1):
        plain = word.rstrip(".").casefold()
        if "." in word and _DOMAIN.search(word):
            return []
        other = plain.rpartition("-")[2] in ROLES or plain in CONTROLS or plain in TITLES
        if other or _is_date_word(word, last=position == len(words)):
            ends = len(taken) > 1 or (plain in CONTROLS and taken)
            return taken if ends else []
        if word[0].islower() and (plain not in PARTICLES or (not taken and plain in ARTICLES)):
            return [word] if alone and len(words) == 1 else []
        taken.append(word)
    return taken


def _is_role(word: str) -> bool:
    return word.rstrip(".").casefold().rpartition("-")[2] in ROLES


def _told_apart(name: str) -> list[str]:
    """Separate the people in a run of names without commas: a given name behind a surname begins the next one."""
    words = name.split()
    if len(words) < 4:
        return [name]
    people, start = [], 0
    for index in range(2, len(words) - 1):
        surname, following = words[index - 1], words[index]
        new = index - start >= 2 and len(surname) > 2 and not is_given_name(surname)
        if new and is_given_name(following):
            people.append(" ".join(words[start:index]))
            start = index
    people.append(" ".join(words[start:]))
    return people if all(len(person.split()) <= _MOST_WORDS for person in people) else []


def _goes_with(person: str, people: list[str], *, labelled: bool) -> bool:
    """Whether what is behind a name in a byline is another one, not a place or an outlet."""
    if is_place(person) or is_place(person.title()):
        return False
    if any(is_given_name(word) for word in person.split()[:2]):
        return True
    return labelled and (not people or person.isupper() == people[0].isupper())


def _is_date_word(word: str, *, last: bool) -> bool:
    plain = word.strip(".")
    names = _SURNAMES_IN_CALENDAR if last else _GIVEN_NAMES_IN_CALENDAR
    return len(plain) > 2 and plain.casefold() not in names and is_calendar_name(plain)


def _is_uncased(text: str) -> bool:
    if text.isascii():
        return False
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and not any(character.isupper() or character.islower() for character in letters)


def _is_office(piece: str) -> bool:
    """Whether a piece that is no name may be before names: an agency, an outlet, an office."""
    words = [word.rstrip(".").casefold() for word in _words(piece)]
    return not words or not _OFFICES.isdisjoint(words) or agency_named(piece.strip()) is not None
