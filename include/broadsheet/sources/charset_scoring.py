"""Scores how much a decoded text looks like one language, by its letters and their positions.

Bytes in a legacy encoding can be read in a dozen others, and most readings give letters too; but only the right one
gives the letters of one language. Each alphabet holds the letters beyond ASCII, the frequent ones before the bar where
a script's letters are all beyond ASCII, since a wrong decoding gives them with the wrong frequency.
"""

import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import pairwise


def likeness(text: str, language: str | None = None) -> float:
    """Return how well the characters beyond ASCII fit one language, at most 1; 0 where there are none.

    Marks that every language uses (quotes, dashes, currencies) say something only where nothing else does.

    Letters of the alphabet count for it, frequent ones most; other letters and symbols count against it, and so do
    capitals after small letters and marks inside a word.

    Args:
        text: The text.
        language: ISO 639-1 code of the language; the best one where none is given, else any that Western Europe writes
            where it has no alphabet here.
    """
    counts = Counter(character for character in unicodedata.normalize("NFC", text) if character > "\x7f")
    marks = _MARKS & counts.keys()
    for mark in marks:
        del counts[mark]
    total = sum(counts.values())
    if not total:
        return float(bool(marks))
    known = _weights().get(_ALIKE.get(language, language), _weights()[_WESTERN]) if language else None
    frequent = [character for character, _ in counts.most_common(2)]
    tables = [known] if known else [table for table in _weights().values() if any(map(table.__contains__, frequent))]
    fits = (sum([table.get(character, _FOREIGN) * count for character, count in counts.items()]) for table in tables)
    return (max(fits, default=_FOREIGN * total) - 2.0 * _broken(text)) / total


def _broken(text: str) -> int:
    """Return how many words have a capital beyond ASCII behind a small letter, or a mark inside."""
    words = [word for word in _WORD.findall(text) if not word.isascii() and word[1:] != word[1:].lower()]
    mixed = [
        word for word in words if any(one.islower() and two.isupper() and two > "\x7f" for one, two in pairwise(word))
    ]
    return len(mixed) + len(_PIERCED.findall(text))


_FOREIGN = -1.0
_SELDOM = 0.6
_MARKS = frozenset("\u00a0\u00ad“”„‘’‚«»‹›–—…•·°§©®™€£¥¢№½¼¾²³¹´×÷±†‡‰\u200b\u200e\u200f\u200c\u200d\ufeff")
_WORD = re.compile(r"[^\W\d_]+")
_PIERCED = re.compile(
    "[^\\W\\d_][\u00a1-\u00a9\u00ab-\u00b4\u00b6\u00b8\u00b9\u00bb-\u00bf\u00d7\u00f7\u2020\u2021\u2030\u20ac\u2122\u2500-\u25ff](?=[^\\W\\d_])"
    "|[A-Za-z](?=[\u0370-\u0eff])|[\u0370-\u0eff](?=[A-Za-z])"
)
"""A mark inside a word, or a Latin letter beside one of another script."""

_LATIN = {
    "en": "éèêëàâäáãåæçíîïñóôöõøœúûüß",
    "de": "äöüß",
    "fr": "éèàêçùâîôûëïœæÿ",
    "es": "éóíáñúü¿¡ºª",
    "pt": "ãáçéíóêõàâúôüºª",
    "it": "àèéìòù",
    "nl": "ëéïèóüö",
    "da": "æøåéöü",
    "sv": "åäöéü",
    "is": "íáðéóúýþæö",
    "pl": "ąćęłńóśźż",
    "cs": "íáéěřčžýšůúťňďó",
    "sk": "áíéčžšťýúôľňďäóĺŕ",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșțşţ",
    "hr": "čćđšž",
    "et": "äõöüšž",
    "lv": "āīēšņūļžķčģ",
    "lt": "ėšųžįčąūę",
    "tr": "ıüşçğöâîûİ",
    "sq": "ëç",
    "ca": "àçèéíïòóúü·",
    "mt": "ċġħżàèù",
    "az": "əıüşçğöİ",
    "ga": "áéíóú",
    "cy": "ŵŷâêîôû",
}
"""Letters beyond ASCII of European languages in Latin script; neighbours that write alike share an entry."""

_WESTERN = "en"  # English borrows the letters of its neighbours
_ALIKE = {"no": "da", "nb": "da", "nn": "da", "fi": "sv", "bs": "hr", "sl": "hr", "sh": "hr", "gl": "es"}

_VIETNAMESE = "đ" + "".join(
    unicodedata.normalize("NFC", vowel + shape + tone)
    for vowel, shapes in (("a", " ̂̆"), ("e", " ̂"), ("i", " "), ("o", " ̛̂"), ("u", " ̛"), ("y", " "))
    for shape in ("" if shape == " " else shape for shape in shapes)
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
)

_SCRIPTS = {
    "ru": "оеаинтсрвлкмдп|уяыьгзбчйхжшюцщэфъё",
    "uk": "оанівеитрслкудмп|язьгбчхйцжїюєфшщґ",
    "be": "аіоенвртсклдмуп|яызьбгчйшжхцэюўёф",
    "bg": "аоеитнрсвлкдпм|ъзягубчжшцщхйюьф",
    "sr": "аоиенјрстувдкм|плзгбшчцћњхжљђфџ",
    "mk": "аоеитнрсвкдлпм|јзгубшчжцњќѓљџѕфх",
    "el": "αοιετσνηυρπκμλς|ωδγχθφβξζψάέίόήύώϊϋΐΰ",
    "he": "יוהלאמרבשתנדכ|חםעקפטןגצסזךףץ",
    "ar": "االيموتنربع|دسفقحكهجشطخصضذغثزظءآأإئؤىةپچژگکی،؛؟ـًٌٍَُِّْ",
    "th": "านรอกเงมยลวดทสต|ะัิีึืุู่้๊๋็์ำแโใไปบคหจพชขผถณธศษซฟภญฐฏฎฆฑฒฬฮฝฉฤๆฯ๑๒๓๔๕๖๗๘๙๐",
}
"""Letters of languages whose script has none of ASCII's: frequent ones, a bar, the others."""

_HAN = (
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方"
    "如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定问力机给等几很业最间新什打便位因重被走电四第门相次东"
    "政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市体别处总才场师书比住员九性通目华报立马命活难神数件安表原车白应路期死常提感金何更反合放做系计或司利受"
    "光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服林题建南度统色字请交让认算论百义科怎元社术结六功指思非流每青管夫连远资队带花快条院变联言权往展该领传近"
    "留红治决周保达办运武半候七必城父强步完革深区即求品士转量空众技轻程告江语英基派满式李息写极令黄德收未持取设始版双历越史商片容研像找友孩站广改议形委早房音火际则首单据导影"
    "失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离坏兴警罪察案检查访调疫灾"
)
_HAN_TRADITIONAL = (
    "這來國個說們為時對過學後麼開會還發無當見經頭動兩長樣現將與進實點種聲話問機給幾業間電門東聽氣關內產書員報馬難數車應親務處統題請讓認論義術結連遠資隊帶條變聯權該領傳紅決達辦運"
    "語滿極設雙歷廣議際則單據導網專兵誰讀飛觀爭組視濟離壞興稱億選舉縣總場師體師黨歲縣區廠獲較災調檢責營縮"
)
_HANGUL = (
    "이다는을가에의고하지은로를기사한도자대시인들어나리아서해일정그있장수라전만주부과으제원상보여국스구조소면선성동안공관연유것었오게했경비화신요문우위않모진세중개분미심등차재발속용계당교금통후"
    "회산강민무명물식력물방실업결월년영본행학치입생반현단체남북외출권최타특재초류표필운론양직책호"
)


@cache
def _weights() -> dict[str, dict[str, float]]:
    """Return for each language what each of its characters counts, capitals as small letters."""
    tables = {code: dict.fromkeys(letters + letters.upper(), 1.0) for code, letters in _LATIN.items()}
    tables["vi"] = dict.fromkeys(_VIETNAMESE + _VIETNAMESE.upper(), 1.0)
    for code, letters in _SCRIPTS.items():
        frequent, _, seldom = letters.partition("|")
        tables[code] = dict.fromkeys(frequent + frequent.upper(), 1.0)
        tables[code] |= dict.fromkeys(seldom + seldom.upper(), _SELDOM)
    wide = dict.fromkeys("、。，「」『』（）：；！？《》〈〉【】・ー～", 1.0)
    ideographs = dict.fromkeys(map(chr, range(0x4E00, 0xA000)), 0.2)
    kana = dict.fromkeys(map(chr, range(0x3041, 0x30FF)), 1.0)
    hangul = dict.fromkeys(map(chr, range(0xAC00, 0xD7A4)), 0.2)
    han = ideographs | dict.fromkeys(_HAN, 1.0)
    traditional = ideographs | dict.fromkeys(_HAN, 0.6) | dict.fromkeys(_HAN_TRADITIONAL, 1.0)
    tables["zh"] = han | wide
    tables["zh-hant"] = traditional | wide
    tables["ja"] = han | traditional | kana | wide
    tables["ko"] = hangul | dict.fromkeys(_HANGUL, 1.0) | dict.fromkeys("，。·", 0.2)
    return tables
