"""Words that say what a date beside them is: the publication, an update, or something else (an event, a comment).

Stems in the languages of the corpus; position and form of a date carry more weight than these, so a language that is
missing here loses little.
"""

import re
from enum import Enum


class Label(Enum):
    """What the nearest word before a date makes of it."""

    PUBLISHED = "published"
    UPDATED = "updated"
    OTHER = "other"


def label_of(text: str) -> Label | None:
    """Return what the last label in `text` says, null where there is none.

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


_PUBLISHED = """
    publ posted written created issued released filed date dated
    veröffentl erstell erschien geschrieb verfasst eingestellt stand datum vom
    ligne rédigé paru inserito scritto fecha creado criado postad divulgad data
    geplaatst gepubl skapad offentligg udgivet julkais avaldatud zveřej vydán dodan utworzono objav
    közzé megjelen yayın eklen giriş diterbit dimuat đăng
    опублик дата размещ створен опублік δημοσι ανάρτ
    نشر التاريخ تاريخ منشور انتشار प्रकाश पोस्ट প্রকাশ
    입력 등록 승인 게시 작성
"""
_UPDATED = """
    updat modif edited revis review correct
    aktualis aktualiz geändert bearbeitet letzte jour actualis actualiz atualiz aggiornat bijgewerkt gewijzigd
    uppdater ändrad oppdater opdater päivit muokat uuendatud frissít módosít güncel diperbarui nhật
    обновл изменен оновлен ενημέρ تحديث تعديل بروز अपडेट আপডেট 수정 editat ažurir upraven zmodyf
"""
_OTHER = """
    comment reply replies antwort kommentar responde répon said says schrieb sagt expire retrieve accessed
    verfügbar gültig valid until bis deadline termin born geboren événement event veranstalt copyright
    archiv weather wetter forecast joined since seit next previous isbn issn version
"""
_KEY = 3
_STEMS: dict[str, list[tuple[str, Label]]] = {"©": [("©", Label.OTHER)]}
for _label, _stems in ((Label.PUBLISHED, _PUBLISHED), (Label.UPDATED, _UPDATED), (Label.OTHER, _OTHER)):
    for _stem in _stems.casefold().split():
        _STEMS.setdefault(_stem[:_KEY], []).append((_stem, _label))
for _found in _STEMS.values():
    _found.sort(key=lambda entry: -len(entry[0]))
_WORD = re.compile(r"[^\W\d_]+|[\u0900-\u0dff]+|©")
_UPDATED_SIGNS = frozenset({"更新", "修正", "最終更新"})
_SIGNS = re.compile("公開|発表|掲載|配信|発信|投稿|作成|发布|發布|发表|發表|日期|时间|時間|来源|來源|更新|修正")
