"""Words that stand in bylines and are no names of people, and those that are part of names without a capital."""

from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("given_names.txt")


def is_given_name(word: str) -> bool:
    """Return whether `word`, or its first part before a hyphen, is a given name that the list knows.

    >>> is_given_name("Ingrid"), is_given_name("Jean-Luc"), is_given_name("Newsletter")
    (True, True, False)
    """
    known, folded = _given_names(), word.casefold().replace("’", "'")
    return folded in known or ("-" in folded and folded.partition("-")[0] in known)


@cache
def _given_names() -> frozenset[str]:
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


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
