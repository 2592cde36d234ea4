"""Whose copyright a page's last lines claim: the outlet, or the company that owns it."""

import re
from collections.abc import Iterator

from broadsheet.extraction.names.outlet_names import Evidence, OutletMention, outlet_mention

SIGN = re.compile(r"©|ⓒ|\(c\)|copyrights?|®\s?\d{4}", re.IGNORECASE)
"""What opens a copyright notice."""

RESERVED = re.compile(
    r"ights reserved|echte vorbehalten|erechos reservados|ireitos reservados|roits réservés", re.IGNORECASE
)
"""What ends one, where the sign was lost."""


def copyright_holder(text: str, index: int) -> Iterator[OutletMention]:
    """Yield the holder that a copyright line names; none where it is a picture's credit.

    A company (*Example Media GmbH*) is told from a plain name, for it owns outlets and is none.
    """
    if not (_YEARS.search(text) or _RIGHTS.search(text) or "opyright" in text):
        return
    marked = _YEARS.sub(" ", _RIGHTS.sub(" ", text))
    before, _, after = SIGN.sub("\n", marked).partition("\n")
    for part in (after.replace("\n", " "), before):
        whole = part.strip(" .,:;|•·-–—/")
        plain = _COMPANY.sub("", whole)
        piece = _CLAUSE.split(plain)[0].strip()
        name = _PREPOSITION.sub("", _GLUED.split(piece)[0])
        owner = (len(plain) < len(whole) and plain == piece) or _OWNER.search(name) is not None
        found = outlet_mention(name, Evidence.COMPANY if owner else Evidence.COPYRIGHT, index)
        if found is not None:
            yield found
            return


_YEARS = re.compile(
    r"(?:19|20)\d\d(?:\s?(?:[-–—/,]|bis|to)\s?(?:(?:19|20)?\d\d|present|heute))?",
)
_RIGHTS = re.compile(
    r"(?:جميع\s)?(?:ال)?حقوق(?:\sالنشر)?\sمحفوظة(?:\sل(?:ـ|دى|صالح|مؤسسة|صحيفة|موقع)?)?|"
    r"\bderechos\sreservados|\bdireitos\sreservados|"
    r"\b(?:all\s|alle\s|todos\s|tous\s|tutti\s|wszelkie\s|všechna\s|все\s|tüm\s|minden\s)(?:los\s|os\s|i\s)?"
    r"(?:content|rights?|rechte|rechten|derechos|direitos|droits|diritti|prawa|práva|права|hakları|jog)\b[^©ⓒ]*",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<=[a-zß-ÿ]{3})(?=[A-ZÀ-Þ][a-zß-ÿ]{2})")
_PREPOSITION = re.compile(r"^(?:by|bei|von|par|por|di)\s", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[|•·;,♦]|\.\s|\s[-–—/]\s|\s{2,}\S+\s{2,}|(?:\s|^)(?:by|Powered|powered|is\sa|CC\sBY)\b|^CC\s",
)
_OWNER = re.compile(
    r"(?:Media|Verlag|Holdings?|Newspapers|Networks?|Publishing|Communications?|Productions?|Broadcasting|Medien|Editora|"
    r"Editorial|Editions?|Éditions|Editrice|Verlagsgesellschaft|Gruppe|Group|Grupo|Groupe|Company)\b|verlag\b"
)
_COMPANY = re.compile(
    r"[\s,]+(?:GmbH|mbH|AG|KG|SE|e\.?\s?V\.?|Inc|LLC|Ltd|Limited|Corp(?:oration)?|Co|PLC|plc|LP|Pty|Pvt|Private|"
    r"S\.?\s?A\.?|S\.?\s?L\.?|S\.?\s?p\.?\s?A|S\.?r\.?l|B\.?V|N\.?V|A/S|AS|AB|Oy|ApS|Kft|Zrt|d\.?o\.?o|a\.?s|s\.?r\.?o|"
    r"gGmbH|DAC|Oyj|&\sCo\.?)\b\.?.*"
)
