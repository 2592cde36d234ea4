"""Names and abbreviations of wire services, with the canonical name of each."""

import re
from itertools import filterfalse

_CREDITED = {
    "AP": "AP|Associated Press|The Associated Press|アソシエーテッド・プレス|美联社|美聯社",
    "AFP": "AFP|Afp|Agence France-Presse|Agence France Presse|フランス通信|法新社|أ ف ب|أ.ف.ب|ا ف ب|فرانس برس",
    "Reuters": "Reuters|Thomson Reuters|Reuter|RTRS|ロイター|路透社|路透|رويترز|Рейтер|Рейтерс",
    "dpa": "dpa|DPA|Deutsche Presse-Agentur|dpa-AFX",
    "UPI": "UPI|United Press International",
    "Xinhua": "Xinhua|Xinhua News Agency|新华社|新華社|شينخوا|Синьхуа",
    "China News Service": "中新社|中新网|CNS|China News Service|Ecns",
    "Kyodo": "Kyodo|Kyodo News|共同|共同通信|共同社",
    "Jiji": "Jiji|Jiji Press|時事|時事通信",
    "Yonhap": "Yonhap|Yonhap News Agency|연합뉴스|聯合ニュース|韩联社|韓聯社",
    "Newsis": "Newsis|뉴시스",
    "News1": "News1|뉴스1",
    "CNA (Taiwan)": "中央社|Focus Taiwan",
    "TASS": "TASS|Itar-Tass|ТАСС|ИТАР-ТАСС",
    "RIA Novosti": "RIA Novosti|RIA|РИА Новости|РИА",
    "Interfax": "Interfax|Интерфакс",
    "Ukrinform": "Ukrinform|Укринформ|Укрінформ",
    "UNIAN": "UNIAN|УНИАН|УНІАН",
    "BelTA": "BelTA|БЕЛТА",
    "Kazinform": "Kazinform|Казинформ|КАЗИНФОРМ",
    "ANSA": "ANSA|Ansa",
    "Adnkronos": "Adnkronos",
    "AGI": "AGI|Agenzia Italia",
    "askanews": "askanews",
    "LaPresse": "LaPresse",
    "EFE": "EFE|Efe|Agencia EFE",
    "Europa Press": "Europa Press",
    "Télam": "Télam|Telam",
    "Notimex": "Notimex",
    "Prensa Latina": "Prensa Latina",
    "Lusa": "Lusa|Agência Lusa",
    "Agência Brasil": "Agência Brasil",
    "Estadão Conteúdo": "Estadão Conteúdo",
    "Folhapress": "Folhapress",
    "APA": "APA|Austria Presse Agentur",
    "Keystone-SDA": "SDA|Keystone-SDA|ATS|Keystone-ATS",
    "AWP": "AWP",
    "epd": "epd|Evangelischer Pressedienst",
    "KNA": "KNA|Katholische Nachrichten-Agentur",
    "SID": "SID|Sport-Informations-Dienst",
    "dts": "dts|dts Nachrichtenagentur",
    "AFX": "AFX",
    "Belga": "Belga",
    "ANP": "ANP",
    "NTB": "NTB",
    "TT": "TT",
    "Ritzau": "Ritzau|ritzau",
    "STT": "STT|STT-Lehtikuva",
    "BNS": "BNS",
    "LETA": "LETA",
    "ERR": "ERR",
    "PAP": "PAP",
    "ČTK": "ČTK|CTK",
    "TASR": "TASR",
    "MTI": "MTI",
    "Agerpres": "Agerpres",
    "Mediafax": "Mediafax",
    "BTA": "BTA|БТА",
    "Tanjug": "Tanjug|Танјуг|Танјug",
    "Hina": "Hina|HINA",
    "STA": "STA",
    "FENA": "FENA",
    "AMNA": "ΑΠΕ|ΑΠΕ-ΜΠΕ|ANA-MPA|AMNA",
    "Anadolu Agency": "AA|Anadolu|Anadolu Agency|Anadolu Ajansı",
    "DHA": "DHA|Demirören Haber Ajansı",
    "IHA": "İHA|IHA|İhlas Haber Ajansı",
    "IRNA": "IRNA|ایرنا|إرنا",
    "ISNA": "ISNA|ایسنا",
    "Fars": "Fars News Agency|فارس",
    "Tasnim": "Tasnim|تسنیم",
    "Mehr": "Mehr News Agency|مهر",
    "SANA": "SANA|سانا",
    "SPA": "SPA|واس",
    "WAM": "WAM|وام",
    "KUNA": "KUNA|كونا",
    "QNA": "QNA|قنا",
    "Petra": "Petra News Agency|بترا",
    "MENA": "MENA|أ ش أ|أ.ش.أ",
    "WAFA": "WAFA|وفا",
    "MAP": "MAP|و م ع",
    "APS": "APS|واج",
    "TAP": "TAP|وات",
    "PTI": "PTI|Press Trust of India|पीटीआई|भाषा",
    "ANI": "ANI|Asian News International|एएनआई",
    "IANS": "IANS|Indo-Asian News Service|आईएएनएस",
    "UNI": "UNI|United News of India|वार्ता|यूनीवार्ता",
    "BSS": "BSS|বাসস",
    "UNB": "UNB",
    "APP": "APP|Associated Press of Pakistan",
    "Bernama": "Bernama",
    "Antara": "Antara",
    "VNA": "VNA|TTXVN",
    "PNA": "PNA|Philippine News Agency",
    "NAN": "NAN|News Agency of Nigeria",
    "GNA": "GNA|Ghana News Agency",
    "SAPA": "SAPA",
    "ENA": "ENA",
    "PA Media": "PA|PA Media|Press Association|PA news agency",
    "AAP": "AAP|Australian Associated Press",
    "RNZ": "RNZ",
    "The Canadian Press": "The Canadian Press|Canadian Press|CP|La Presse canadienne",
    "CNN": "CNN|CNN Wire|CNN Newsource",
    "Bloomberg": "Bloomberg|Bloomberg News",
    "Dow Jones": "Dow Jones|Dow Jones Newswires",
    "MarketWatch": "MarketWatch",
    "TNS": "TNS|Tribune News Service",
    "JTA": "JTA|Jewish Telegraphic Agency",
    "Inter Press Service": "IPS|Inter Press Service",
    "PR Newswire": "PRNewswire|PR Newswire|/PRNewswire/",
    "Business Wire": "Business Wire|BUSINESS WIRE",
    "GlobeNewswire": "GLOBE NEWSWIRE|GlobeNewswire",
    "ots": "ots|news aktuell|presseportal",
}

_IN_FULL = {
    "AP": "Associated Press", "AFP": "Agence France-Presse", "UPI": "United Press International",
    "dpa": "Deutsche Presse-Agentur", "PTI": "Press Trust of India", "ANI": "Asian News International",
}  # fmt: skip
_SHORT = 5
_NO_LETTER = re.compile(r"\W+")


def _key(name: str) -> str:
    letters = name if name.isalnum() else _NO_LETTER.sub("", name)
    return letters if len(letters) <= _SHORT else letters.casefold()  # "Map" and "sta" are words, MAP and STA are not


_BY_NAME = {_key(name): agency for agency, names in _CREDITED.items() for name in names.split("|")}
_SPLIT = re.compile(r"\s*[/,;&+|·]\s*|\s+(?:and|und|et|y|e|via)\s+", re.IGNORECASE)
_SEPARATORS = frozenset("/,;&+|·()[].–—-")
_JOINING = frozenset(("and", "und", "et", "y", "e", "via"))
_LONGEST = 60


def agency_named(text: str, *, wholly: bool = False) -> str | None:
    """Return the canonical name of the wire service that `text` consists of, None where it is something else.

    The first of several is returned; a desk after a slash (*dpa/lby*) is ignored.

    Args:
        text: A name, or several joined by slash, comma or *and*.
        wholly: Whether nothing but services and desks may be in it (*Jo Doe/AP* credits a picture).

    >>> agency_named("dpa/lby"), agency_named("The Associated Press"), agency_named("AP Photo")
    ('dpa', 'AP', None)
    """
    if not 1 < len(text) <= _LONGEST:
        return None
    whole = _agency(text)
    if whole is not None:
        return whole
    if _SEPARATORS.isdisjoint(text) and _JOINING.isdisjoint(text.casefold().split()):
        return None
    parts = [part for part in _SPLIT.split(text.strip(" ()[]/.–—-")) if part]
    agencies = [_agency(part) for part in parts]
    if len(parts) < 2 or (
        wholly and not all(agency or _DESK.fullmatch(part) for agency, part in zip(agencies, parts, strict=True))
    ):
        return None
    return next((agency for agency in agencies if agency is not None), None)


def in_full(agency: str) -> str:
    """Return the name that a service gives itself where its canonical name here is an abbreviation of it.

    >>> in_full("AP"), in_full("Reuters")
    ('Associated Press', 'Reuters')
    """
    return _IN_FULL.get(agency, agency)


def may_name_agency(text: str) -> bool:
    """Return whether a word of `text` is part of an agency's name: a cheap test before expensive ones."""
    pieces = text.split()
    if not _WORDS.isdisjoint(pieces):
        return True
    glued = list(filterfalse(str.isalnum, pieces))  # words beside brackets, slashes, full stops
    return bool(glued) and not _WORDS.isdisjoint(_WORD.findall(" ".join(glued)))


_WORD = re.compile(r"\w+")
_COMMON_WORDS = """
    the of news agency press international business media service services wire and de la agencia agência agenzia
    sport informations dienst central public philippine ghana nigeria india pakistan united today haber ajansı
    general china asian
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_WORDS = frozenset(
    form
    for names in _CREDITED.values()
    for word in _WORD.findall(names)
    if word.casefold() not in _COMMON
    for form in ({word} if len(word) <= _SHORT else {word, word.casefold(), word.upper(), word.capitalize()})
)
_DESK = re.compile(r"[a-zäöü]{2,5}")
_ODD = re.compile(r"[^\w\s./'’-]")


def _agency(text: str) -> str | None:
    key = _key(text)
    return None if len(key) <= _SHORT and _ODD.search(text) else _BY_NAME.get(key)
