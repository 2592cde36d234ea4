"""Labels of dates: words for publication, update, or something else (an event, a comment).

Stems in the languages of the corpus; position and form of a date have more weight than labels, so a language
that is missing here loses little.
"""

import re
from enum import Enum


class Label(Enum):
    """Meaning of the nearest label before a date."""

    PUBLISHED = "published"
    UPDATED = "updated"
    OTHER = "other"


def label_of(text: str) -> Label | None:
    """Return what the last label in `text` says, None where there is none.

    >>> label_of("Posted: 4 May 2020. Last updated")
    <Label.UPDATED: 'updated'>
    """
    folded = text.casefold()
    for word in reversed(_WORD.findall(folded)):
        for stem, label in _STEMS.get(word[:_KEY], ()):
            if word.startswith(stem):
                return label
    if not folded.isascii():
        signs = _SIGNS.findall(folded)
        if signs:
            return Label.UPDATED if signs[-1] in _UPDATED_SIGNS else Label.PUBLISHED
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
    опублик размещ створен опублік δημοσι ανάρτ نشر منشور انتشار प्रकाश প্রকাশ
    פורסם הועלה เผยแพร dipublikasi terbit tayang ditulis شائع வெளியி ప్రచురి പ്രസിദ്ധീ გამოქვეყნ հրապարակ жарыяла жариялан
"""
_DATING_WORDS = """
    date dated erschien stand datum vom ligne fecha data giriş дата التاريخ تاريخ पोस्ट পোস্ট 입력 등록 승인 게시 작성
"""
_UPDATED = """
    updat modif edited revis review correct
    aktualis aktualiz geändert bearbeitet letzte jour actualis actualiz atualiz aggiornat bijgewerkt gewijzigd
    uppdater ändrad oppdater opdater päivit muokat uuendatud frissít módosít güncel diperbarui nhật
    обновл изменен оновлен ενημέρ تحديث تعديل بروز अपडेट আপডেট 수정 editat ažurir upraven zmodyf
    עודכן อัปเดต อัพเดต diperbaharui بروزرسانی புதுப்பி განახლ թարմացվ жаңарт
"""
_OTHER = """
    comment reply replies antwort kommentar responde répon said says schrieb sagt expire retrieve accessed
    verfügbar gültig valid until bis deadline termin born geboren événement event veranstalt copyright
    archiv stated asked weather wetter forecast joined since seit next previous isbn issn version
"""
_ENTRY_WORDS = """
    entry post article story beitrag artikel eintrag meldung entrada artículo artigo noticia notícia nota entrée billet
    voce articolo bericht inlägg indlæg innlegg artikkel wpis artykuł příspěvek článek článok bejegyzés cikk articol
    запис статья статт новость материал публикаци yazı haber kirjoitus tulisan berita άρθρο مقال خبر लेख
"""
_LONGEST_HEADING = 30
_KEY = 3
"""Letters by which stems are looked up, no more than the shortest has."""


def _by_key(stems: str) -> dict[str, tuple[str, ...]]:
    words = stems.casefold().split()
    return {word[:_KEY]: tuple(stem for stem in words if stem.startswith(word[:_KEY])) for word in words}


_POSTED, _ENTRIES = _by_key(_POSTING_VERBS), _by_key(_ENTRY_WORDS)
_STEMS: dict[str, list[tuple[str, Label]]] = {"©": [("©", Label.OTHER)]}
for _label, _stems in (
    (Label.PUBLISHED, _POSTING_VERBS + _DATING_WORDS),
    (Label.UPDATED, _UPDATED),
    (Label.OTHER, _OTHER),
):
    for _stem in _stems.casefold().split():
        _STEMS.setdefault(_stem[:_KEY], []).append((_stem, _label))
for _found in _STEMS.values():
    _found.sort(key=lambda entry: -len(entry[0]))
_WORD = re.compile(r"[^\W\d_]+|[\u0900-\u0dff]+|©")
_UPDATED_SIGNS = frozenset({"更新", "修正", "最終更新"})
_SIGNS = re.compile("公開|発表|掲載|配信|発信|投稿|作成|发布|發布|发表|發表|日期|时间|時間|来源|來源|更新|修正")
