"""Make up pages to try Broadsheet on: stories in four languages over four years, with outlets, agencies and copies.

    python scripts/demo_pages.py FOLDER --pages 3000

The same number gives the same pages. Every sixth repeats an earlier story whole, in part or with words changed; one in
fifty holds no article.
"""

import argparse
import random
from datetime import date, timedelta
from pathlib import Path

FIRST, DAYS = date(2015, 1, 1), 1430
OUTLETS = {
    "en": ["The Valley Courier", "Harbour Gazette", "Northern Observer", "Evening Standard Bearer", "The Bridge Post"],
    "de": ["Hafenkurier", "Talzeitung", "Neue Brückenpost"],
    "es": ["El Correo del Valle", "La Gaceta del Puerto"],
    "fr": ["Le Courrier du Port", "La Gazette des Vallées"],
}
AGENCIES = {"en": ["Reuters", "AP"], "de": ["dpa"], "es": ["EFE"], "fr": ["AFP"]}
PLACES = {
    "en": ["LONDON", "GLASGOW", "BOSTON"],
    "de": ["BERLIN", "HAMBURG", "WIEN"],
    "es": ["MADRID", "LIMA", "BOGOTÁ"],
    "fr": ["PARIS", "LYON", "GENÈVE"],
}
# who, did, what, where, why: the words of a sentence, in that order
WORDS = {
    "en": (
        "The mayor|A researcher|The minister|The captain|A spokeswoman|The director|An engineer|The union|A judge",
        "announced|rejected|opened|praised|postponed|defended|measured|repaired|sold|described|visited|doubled",
        "the budget|a new tunnel|the festival|the archive|an old agreement|the reservoir|the timetable|a rare painting",
        "at the harbour|near the station|behind the library|in the valley|on the bridge|outside the museum",
        "after months of talks|although few had asked for it|before the winter storms|despite a dispute over costs|"
        "while neighbours watched|as two hundred visitors arrived|because the old rules no longer applied",
    ),
    "de": (
        "Der Bürgermeister|Eine Forscherin|Die Ministerin|Der Kapitän|Die Direktorin|Ein Ingenieur|Das Gericht",
        "eröffnete|verkaufte|verteidigte|vermisst|erklärte|lobte|verschob|besuchte|reparierte|verdoppelte",
        "den Haushalt|einen neuen Tunnel|das Fest|das Archiv|eine alte Abmachung|den Stausee|den Fahrplan",
        "am Hafen|beim Bahnhof|hinter der Bibliothek|im Tal|auf der Brücke|vor dem Museum",
        "nach monatelangen Gesprächen|obwohl kaum jemand danach gefragt hatte|noch vor den Winterstürmen|"
        "trotz eines Streits über die Kosten|während die Nachbarn zusahen|weil die alten Regeln nicht mehr galten",
    ),
    "es": (
        "El alcalde|Una investigadora|La ministra|El capitán|La directora|Un ingeniero|El tribunal|El sindicato",
        "anunció|rechazó|abrió|elogió|aplazó|defendió|midió|reparó|vendió|describió|visitó|duplicó",
        "el presupuesto|un nuevo túnel|el festival|el archivo|un viejo acuerdo|el embalse|el horario|un cuadro",
        "en el puerto|cerca de la estación|detrás de la biblioteca|en el valle|sobre el puente|ante el museo",
        "tras meses de conversaciones|aunque pocos lo habían pedido|antes de las tormentas de invierno|"
        "pese a una disputa por los costes|mientras los vecinos miraban|porque las viejas reglas ya no valían",
    ),
    "fr": (
        "Le maire|Une chercheuse|La ministre|Le capitaine|La directrice|Un ingénieur|Le tribunal|Le syndicat",
        "annonce|refuse|ouvre|salue|reporte|défend|mesure|répare|vend|décrit|visite|double",
        "le budget|un nouveau tunnel|le festival|les archives|un vieil accord|le barrage|les horaires|un tableau",
        "sur le port|près de la gare|derrière la bibliothèque|dans la vallée|sur le pont|devant le musée",
        "après des mois de discussions|bien que peu l'aient demandé|avant les tempêtes de l'hiver|"
        "malgré une querelle sur les coûts|sous les yeux des voisins|car les vieilles règles ne valaient plus",
    ),
}
NUMBERED = {"en": "item", "de": "Nummer", "es": "número", "fr": "numéro"}
SAID = {"en": "said a witness", "de": "sagte eine Zeugin", "es": "dijo un testigo", "fr": "a dit un témoin"}
MENU = ("Home", "News", "Sport", "Business", "Opinion", "Weather", "Subscribe", "Log in", "Contact us", "Share this")
COPIES, EMPTY = 1 / 6, 1 / 50


def main() -> None:
    """Write the pages that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder to write the pages to")
    parser.add_argument("--pages", type=int, default=3_000, help="number of pages")
    asked = parser.parse_args()
    write(asked.folder, asked.pages)


def write(folder: Path, count: int) -> None:
    """Write `count` pages below `folder`, a folder a year."""
    dice = random.Random(count)  # noqa: S311  # nothing secret
    stories: list[tuple[str, date, str, list[str]]] = []
    for number in range(count):
        if stories and dice.random() < COPIES:
            language, day, title, body = dice.choice(stories[-60:])
            day, body = day + timedelta(days=dice.randrange(3)), _copied(body, dice)
        else:
            language = dice.choices(list(WORDS), weights=(6, 3, 2, 1))[0]
            day = FIRST + timedelta(days=min(int(DAYS * dice.betavariate(1.6, 1)), DAYS - 1))
            title, body = _title(language, dice), [_paragraph(language, dice) for _ in range(dice.randint(4, 9))]
            stories.append((language, day, title, body))
        path = folder / f"{day:%Y}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [*dice.sample(MENU, 3)] if dice.random() < EMPTY else _page(language, day, title, body, dice)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _page(language: str, day: date, title: str, body: list[str], dice: random.Random) -> list[str]:
    menu = dice.sample(MENU, 6)
    outlet = dice.choice(OUTLETS[language])
    published = f"Published in {outlet} on {day:%d - %m - %Y}"
    start = body[0]
    if dice.random() < 0.4:
        start = f"{dice.choice(PLACES[language])} ({dice.choice(AGENCIES[language])}) - {start}"
    return [f" date {day.isoformat()} {title}", *menu[:3], published, start, *body[1:], *menu[3:]]


def _copied(body: list[str], dice: random.Random) -> list[str]:
    if len(body) > 5 and dice.random() < 0.4:
        return body[: len(body) // 2 + 1]
    if dice.random() < 0.5:
        return body
    place = dice.randrange(1, len(body))
    return [*body[:place], *body[place + 1 :]]


def _words(language: str, dice: random.Random) -> list[str]:
    return [dice.choice(words.split("|")) for words in WORDS[language]]


def _title(language: str, dice: random.Random) -> str:
    who, did, what, where, why = _words(language, dice)
    return f"{who} {did} {what} {where}" if dice.random() < 0.5 else f"{who} {did} {what} {why}"


def _paragraph(language: str, dice: random.Random) -> str:
    sentences = []
    for _ in range(dice.randint(2, 3)):
        who, did, what, where, why = _words(language, dice)
        number = f"{NUMBERED[language]} {dice.randint(100, 9_999)}"
        said = f", {SAID[language]}" if dice.random() < 0.3 else ""
        sentences.append(f"{who} {did} {what} {number} {where} {why}{said}.")
    return " ".join(sentences)


if __name__ == "__main__":
    main()
