"""Labels of dates: words for publication, update, a comment or copyright, or an event.

Stems in the languages of the corpus. A language that is missing here loses little: form and position of a date are
evidence too.
"""

import re
from enum import Enum
from functools import lru_cache


class Label(Enum):
    """Meaning of the nearest label before a date."""

    PUBLISHED = "published"
    DATE = "date"
    """A word that says no more than *date*."""
    UPDATED = "updated"
    OTHER = "other"
    """A comment, a copyright, a source, a birth."""
    EVENT = "event"
    """An event, a deadline, the end of an offer, terms of use."""


@lru_cache(maxsize=4_096)  # the lines of frames come again on the pages of an outlet
def label_of(text: str) -> Label | None:
    """Return what the last label in `text` says, None where there is none.

    Few words before it may change its meaning: the date of an event, terms that were updated.

    >>> label_of("Posted: 4 May 2020. Last updated"), label_of("Closing date:")
    (<Label.UPDATED: 'updated'>, <Label.EVENT: 'event'>)
    """
    folded = text.casefold()
    words = _WORD.findall(folded)
    for index in range(len(words) - 1, -1, -1):
        label = _stem_label(words[index])
        if label is None:
            continue
        before = words[max(0, index - _CHANGED_BY_EVENTS.get(label, 0)) : index]
        return Label.EVENT if any(_stem_label(word) is Label.EVENT for word in before) else label
    if not folded.isascii():
        signs = _SIGNS.findall(folded)
        if signs:
            return _LABEL_OF_SIGN.get(signs[-1], Label.PUBLISHED)
    return None


def is_heading_label(text: str) -> bool:
    """Return whether a whole line is a label for the line under it: *Published*, *Zuletzt aktualisiert:*.

    >>> is_heading_label("Last updated"), is_heading_label("© Jo Doe / The Bay Courier")
    (True, False)
    """
    return len(text) <= _LONGEST_HEADING and (text[-1] in ":：" or (text[0].isalpha() and len(text.split()) <= 3))


def tells_of_posting(text: str) -> bool:
    """Return whether a line says when the page itself was posted: *This entry was posted on*, *Cet article a paru le*.

    >>> tells_of_posting("Dieser Beitrag wurde am 4. Mai 2020 veröffentlicht."), tells_of_posting("Posted on")
    (True, False)
    """
    words = _WORD.findall(text.casefold())
    keys = {word[:_KEY] for word in words}
    if keys.isdisjoint(_POSTED) or keys.isdisjoint(_ENTRIES):
        return False
    others = [word for word in words if not word.startswith(_POSTED.get(word[:_KEY], ()))]
    return len(others) < len(words) and any(word.startswith(_ENTRIES.get(word[:_KEY], ())) for word in others)


_POSTING_VERBS = """
    publ posted issued released filed written created veröffentl erstell geschrieb verfasst eingestellt abgelegt
    rédigé paru inserito scritto creado criado postad divulgad geplaatst gepubl skapad offentligg udgivet lagt
    julkais avaldatud zveřej vydán dodan utworzono opublik objav közzé megjelen yayın eklen gönder diterbit dimuat đăng
    опублик размещ створен опублік δημοσι ανάρτ نشر النشر منشور انتشار प्रकाश প্রকাশ
    पोस्ट পোস্ট 입력 등록 승인 게시 작성
    פורסם הועלה เผยแพร dipublikasi terbit tayang ditulis شائع வெளியி ప్రచురి പ്രസിദ്ധീ გამოქვეყნ հրապարակ жарыяла жариялан
"""
_DATING_WORDS = """
    date dated erschien stand datum vom ligne fecha data giriş дата التاريخ تاريخ
"""
_UPDATED = """
    updat modif edited revis review correct
    aktualis aktualiz geändert bearbeitet letzte jour actualis actualiz atualiz aggiornat bijgewerkt gewijzigd
    uppdater ändrad oppdater opdater päivit muokat uuendatud frissít módosít güncel diperbarui nhật
    обновл изменен оновлен ενημέρ تحديث تعديل بروز अपडेट আপডেট 수정 editat ažurir upraven zmodyf
    עודכן อัปเดต อัพเดต diperbaharui بروزرسانی புதுப்பி განახლ թարմացվ жаңарт
"""
_OTHER = """
    comment reply replies antwort kommentar responde răspun said says schrieb sagt retrieve accessed abgerufen
    born geboren copyright archiv stated asked weather wetter forecast joined since seit next previous isbn issn version
"""
_EVENTS = """
    event offer expire expiry valid until deadline closes closing ends ended ending before tickets competition
    subscribe terms policy conditions starts opens begins
    angebot gültig bis endet ablauf einsendeschluss anmeldeschluss termin veranstalt verfügbar nutzungsbedingungen agb
    datenschutz jusqu offre valable expire clôture événement conditions hasta oferta válid vence cierre plazo evento
    términos até prazo termos entro offerta scade scadenza termini geldig aanbieding einddatum evenement voorwaarden
    ważn regulamin wydarzenie gäller giltig platí срок действит истекает мероприят условия kadar geçerli etkinlik
    berlaku hingga ينتهي صالح
"""
_ENTRY_WORDS = """
    entry post article story beitrag artikel eintrag meldung entrada artículo artigo noticia notícia nota entrée billet
    voce articolo bericht inlägg indlæg innlegg artikkel wpis artykuł příspěvek článek článok bejegyzés cikk articol
    запис статья статт новость материал публикаци yazı haber kirjoitus tulisan berita άρθρο مقال خبر लेख
"""
_LONGEST_HEADING = 30
_KEY = 3
"""Letters by which stems are looked up, no more than the shortest has."""
_CHANGED_BY_EVENTS = {Label.DATE: 1, Label.UPDATED: 5}
"""How many words before a label may say that it is about an event: *closing date*, *terms of use updated*."""


def _by_key(stems: str) -> dict[str, tuple[str, ...]]:
    words = stems.casefold().split()
    return {word[:_KEY]: tuple(stem for stem in words if stem.startswith(word[:_KEY])) for word in words}


def _stem_label(word: str) -> Label | None:
    for stem, label in _STEMS.get(word[:_KEY], ()):
        if word.startswith(stem):
            return label
    return None


_POSTED, _ENTRIES = _by_key(_POSTING_VERBS), _by_key(_ENTRY_WORDS)
_STEMS: dict[str, list[tuple[str, Label]]] = {"©": [("©", Label.OTHER)]}
for _label, _stems in (
    (Label.PUBLISHED, _POSTING_VERBS),
    (Label.DATE, _DATING_WORDS),
    (Label.UPDATED, _UPDATED),
    (Label.OTHER, _OTHER),
    (Label.EVENT, _EVENTS),
):
    for _stem in _stems.casefold().split():
        _STEMS.setdefault(_stem[:_KEY], []).append((_stem, _label))
for _found in _STEMS.values():
    _found.sort(key=lambda entry: -len(entry[0]))
_WORD = re.compile(r"[^\W\d_]+|[\u0900-\u0dff]+|©")
_SIGNS = re.compile(
    "公開|発表|掲載|配信|発信|投稿|作成|发布|發布|发表|發表|日期|时间|時間|来源|來源|更新|修正|截止|有效期|締切|期限"
)
_LABEL_OF_SIGN = {
    "更新": Label.UPDATED, "修正": Label.UPDATED, "日期": Label.DATE, "时间": Label.DATE, "時間": Label.DATE,
    "截止": Label.EVENT, "有效期": Label.EVENT, "締切": Label.EVENT, "期限": Label.EVENT,
}  # fmt: skip
