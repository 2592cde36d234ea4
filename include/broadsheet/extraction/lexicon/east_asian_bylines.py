"""Reads bylines in Chinese, Japanese and Korean, where neither spaces nor capitals set a name off.

A label announces names (*记者王小明*, *取材・文＝山田太郎*) or follows them (*김하늘 기자*), or brackets at an end
of the story hold them (*【ロンドン＝山田太郎】*). Where the form leaves it open, a name must begin with a common family
name.
"""

import re

_CHINESE = """
    王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭
    吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵
    孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦季俞章鲁魯葛伍韦韋申尤
    毕畢聂聶丛焦向柳邢路岳齐齊沿梅莫庄莊辛管祝左涂祁时時耿牟卜詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查
    屈鲍鮑位覃霍翁隋植甘景薄单單包司柏宁寧柯阮桂闵閔解强柴华華车車冉房边邊娄婁佟仇宫骆駱刁商窦竇
"""
_JAPANESE = """
    佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡部 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 斎藤 斉藤 齋藤
    清水 山崎 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田
    西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田 竹内 小野 田村 中山 和田 石田 森田 上田 内田 柴田 酒井 宮崎
    横山 高木 安藤 宮本 大野 小島 谷口 工藤 今井 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口
    武田 松井 千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 菊地 菊池 市川 杉本 古川 大西 島田 水野 桜井 高野 吉川 山内
    西田 飯田 西川 小松 北村 安田 五十嵐 川口 平田 久保田 中田 服部 岩田 土屋 川崎 福島 本田 樋口 秋山 田口 永井
    山中 中西 吉村 川上 石原 大橋 松岡 馬場 浅野 荒木 大久保 吉岡 小池 星野 島津 松浦 熊谷 黒田 大島 堀内 望月 松村
    早川 篠原 横田 片山 須藤 三宅 栗原 広瀬 萩原 奥村 内藤 榎本 大谷 川村 松原 矢野 小田
"""
_KOREAN = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공"
    "현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_CHINESE_NAMES = frozenset("".join(_CHINESE.split()))
_COMPOUND = (
    "欧阳",
    "歐陽",
    "司马",
    "司馬",
    "诸葛",
    "諸葛",
    "上官",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
)
_JAPANESE_NAMES = frozenset(_JAPANESE.split())


def is_east_asian(text: str) -> bool:
    """Return whether a text holds a letter of Han, Kana or Hangul: a cheap test before a look for names in it.

    >>> is_east_asian("记者"), is_east_asian("Größe")
    (True, False)
    """
    return not text.isascii() and max(text) >= "\u2e80"


def is_east_asian_name(name: str) -> bool:
    """Return whether a name in Han or Hangul begins with a common family name and is as long as names are.

    >>> is_east_asian_name("王小明"), is_east_asian_name("김하늘"), is_east_asian_name("新闻")
    (True, True, False)
    """
    plain = name.replace(" ", "")
    if len(plain) < 2 or plain.isascii():
        return False
    if _HANGUL.fullmatch(plain):
        return plain[0] in _KOREAN and len(plain) in (2, 3)
    if not _IDEOGRAPHS.fullmatch(plain):
        return False
    if any(plain[:size] in _JAPANESE_NAMES and size < len(plain) <= size + 3 for size in (2, 3)):
        return True
    return (len(plain) <= 3 and plain[0] in _CHINESE_NAMES) or (len(plain) <= 4 and plain.startswith(_COMPOUND))


def labelled_authors(text: str) -> tuple[str, ...]:
    """Return the names behind a label, without what a report goes on with; empty where there are none.

    >>> labelled_authors("本报记者王小明发自海城"), labelled_authors("（记者 王小明 通讯员 李大华）")
    (('王小明',), ('王小明', '李大华'))
    >>> labelled_authors("取材・文＝山田太郎"), labelled_authors("글 김하늘"), labelled_authors("记者从海城获悉")
    (('山田太郎',), ('김하늘',), ())
    """
    match = _CHINESE_LABEL.search(text) or _JAPANESE_LABEL.match(text) or _REPORT.fullmatch(text)
    if match:
        return tuple(name for name in _BETWEEN.split(match["names"]) if name)
    match = _KOREAN_LABEL.match(text)
    return (match["name"],) if match and is_east_asian_name(match["name"]) else ()


def authors_before_label(text: str) -> tuple[str, ...]:
    """Return the names before a label that follows them, as in Korean and Japanese; empty where there are none.

    >>> authors_before_label("김하늘·박바다 기자"), authors_before_label("수도 위원회")
    (('김하늘', '박바다'), ())
    """
    if not ("者" in text or "員" in text or "기자" in text or "특파원" in text):
        return ()
    match = _BEHIND_NAMES.search(text)
    names = tuple(re.split("[·ㆍ・]", match["names"])) if match else ()
    return () if any(map(_OUTLET.search, names)) else names


def authors_at_opening(text: str) -> tuple[str, ...]:
    """Return the names that the first paragraph of a story opens with: *本报讯（记者王小明）*, *(서울) 김하늘 기자 =*.

    >>> authors_at_opening("海城日报讯（记者王小明）新码头明年春天开放。")
    ('王小明',)
    """
    opening = text[:_OPENING]
    match = _CHINESE_LABEL.search(opening)
    if match and match.end() < len(opening):
        before = opening[: match.start()]
        if len(before) <= _SHORT_OPENING or before.rstrip()[-1:] in _BRACKETS or _INSIDE.search(before):
            return tuple(name for name in _BETWEEN.split(match["names"]) if name)
    korean = _KOREAN_OPENING.match(opening)
    return tuple(re.split("[·ㆍ]", korean["names"])) if korean else ()


def authors_at_end(text: str) -> tuple[str, ...]:
    """Return the names in the bracket that closes a story, behind their places, or behind its last sentence.

    >>> authors_at_end("…と述べた。【ロンドン山田太郎、パリ＝鈴木花子】"), authors_at_end("码头开放。（完）")
    (('山田太郎', '鈴木花子'), ())
    """
    match = _CLOSING.search(text[-_OPENING:])
    if match is None:
        credit = _CREDIT.search(text[-_OPENING:])
        return (credit["name"],) if credit else ()
    if names := labelled_authors(match[1]):
        return names
    parts = [_PLACE.sub("", part).strip() for part in re.split("[、，,]", match[1])]
    return tuple(parts) if all(map(_is_japanese_name, parts)) else ()


def _is_japanese_name(name: str) -> bool:
    return is_east_asian_name(name) and any(name.startswith(family) for family in _JAPANESE_NAMES)


_OPENING, _SHORT_OPENING = 80, 10
"""Characters of the opening of a paragraph, and before the label where no bracket is around it."""
_BRACKETS = frozenset("(（[【〔")
_INSIDE = re.compile(r"[(（\[【〔][^)）\]】〕]{0,20}$")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_HAN = "\u3400-\u9fff"
_IDEOGRAPHS = re.compile(f"[{_HAN}々ヶ]+")
_HELPERS = "通讯员|通訊員|实习生|實習生|实习记者|特约记者|记者|記者"
_PLACES = (
    f"(?:[{_HAN}]{{2}}|哈尔滨|石家庄|张家口|秦皇岛|连云港|马鞍山|驻马店|平顶山|三门峡|攀枝花|乌鲁木齐|呼和浩特|齐齐哈尔"
    "|新加坡|华盛顿|莫斯科|洛杉矶|旧金山|日内瓦)"
)
_CHINESE_LABEL = re.compile(
    r"(?:记者|記者|通讯员|通訊員|作者|撰文|撰稿|采写|採寫|文(?=\s?[/／|｜丨:：]))[\s:：/／|｜丨]*"
    r"(?!手[记記]|[从從了今昨就说說问問站节節们們证證会會]|在[\u3400-\u9fff]|获悉|獲悉|采访|採訪|发现|發現|注意|看到|日前|近日|联系|聯繫|博客"
    r"|协会|協會|招待|训练|編|编)"
    rf"(?P<names>[{_HAN}]{{2,4}}(?:(?:[\s、，,]+(?:{_HELPERS})?|{_HELPERS})[\s:：]*[{_HAN}]{{2,3}})*?)"
    rf"(?=\s*(?:{_PLACES}(?:报道|报导|報導|報道|[电電])|发自|發自|出自|报道|报导|報導|報道|综合|[电電][（(]?$|[电電]?[)）\]】〕]"
    r"|摄|攝|[/／（(\[【|｜丨]|来源|來源|责任|責任|责编|编辑|編輯|整理|图片|\d{4}|\d\d?[:：月]|$))"
)
_JAPANESE_LABEL = re.compile(
    r"[\s（(【\[]*(?:(?:取材・)?文(?:・(?:写真|構成|撮影|取材))?|取材(?:・執筆|・構成)?|執筆者?|著者|筆者|ライター|作者|記者)\s?[＝=:：／/|｜・]\s?"
    rf"(?P<names>(?:[{_HAN}々ヶ]{{1,3}}[ \u3000])?[{_HAN}々ヶ]{{1,5}}[ぁ-ん]{{0,3}}|[ァ-ヶー]{{2,}}・[ァ-ヶー・]{{2,}})"
    r"(?=\s*(?:$|[)）】\]、,，/／|｜]|[\s\u3000](?:写真|撮影|編集|構成|\d)))"
)
_REPORT = re.compile(
    rf"[\s〔（(【\[]*(?P<names>[{_HAN}]{{2,3}})\s?[/／]\s?[{_HAN}]{{2,4}}(?:报导|報導|報道|报道|[电電])[\s〕）)】\]]*"
)
"""A name before the place that a report was sent from."""
_BETWEEN = re.compile(rf"(?<=\S)(?:[\s、，,]+(?:{_HELPERS})?|{_HELPERS})[\s:：]*(?=[{_HAN}])")
_KOREAN_LABEL = re.compile(
    r"[\s[(]*(?:글|기자|취재|글쓴이|작성자)\s?[=:：／/|·]?\s?(?P<name>[\uac00-\ud7a3]{2,4})(?:\s?(?:기자|특파원))?(?=\s*(?:$|[|/·)\]]|\d))"
)
_KOREAN_OPENING = re.compile(
    r"\s*(?:[(\[【][^)\]】]{2,30}[)\]】]\s*)?(?P<names>[\uac00-\ud7a3]{2,4}(?:[·ㆍ][\uac00-\ud7a3]{2,4})*)\s?(?:기자|특파원)\s?[=＝]"
)
_BEHIND_NAMES = re.compile(
    r"(?:^|[\s|=(\[])(?P<names>[\uac00-\ud7a3]{2,4}(?:[·ㆍ][\uac00-\ud7a3]{2,4})*|[\u3400-\u9fff々]{2,5}(?:・[\u3400-\u9fff々]{2,5})*)"
    r"\s?(?:기자|특파원|記者|特派員|记者)(?=$|[\s|=)/\]])"
)
_CLOSING = re.compile(r"[（(【\[〔]([^（(【\[〔）)】\]〕]{2,40})[）)】\]〕]\s*$")
_CREDIT = re.compile(rf"(?<=[。！？”」）)])\s*(?:文|撰文|作者|记者|記者)\s?[/／:：|｜]\s?(?P<name>[{_HAN}]{{2,4}})\s*$")
_OUTLET = re.compile("[報报社網网聞闻台視视刊局]$|신문$|일보$|뉴스$|^[本当弊]")
_PLACE = re.compile(r"^[ァ-ヶー・]+\s?[＝=]?\s?|^[\u3400-\u9fff]{1,4}[＝=]\s?")
