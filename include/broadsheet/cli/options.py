"""Options that several commands have."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

WarehouseOption = Annotated[
    Path | None,
    typer.Option(
        "--warehouse", "-w", help="Folder of the published versions.", show_default="setting warehouse, or data"
    ),
]

YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Apply the change (default: dry run).")]

# the filters of a list, for the commands duplicates and search
SinceOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Only documents of this date or later."),
]
UntilOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Only documents of this date or earlier."),
]
UndatedOption = Annotated[bool, typer.Option("--undated", help="Only documents without a date.")]
LanguageOption = Annotated[str | None, typer.Option(help="Only documents in this language: a code such as en.")]
PublisherOption = Annotated[str | None, typer.Option(help="Only documents of this publisher.")]
AgencyOption = Annotated[str | None, typer.Option(help="Only documents that credit this agency.")]
PageTypeOption = Annotated[str | None, typer.Option(help="Only documents of this page type.")]
