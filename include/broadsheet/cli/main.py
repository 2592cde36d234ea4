"""The command ``broadsheet``: the same stages as the DAG, without Airflow."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from broadsheet.errors import BroadsheetError, ConfigurationError
from broadsheet.version import __version__

app = typer.Typer(
    help="Builds clean, deduplicated, versioned news corpora from crawled plain-text pages.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

WarehouseOption = Annotated[
    Path | None, typer.Option("--warehouse", "-w", help="Folder that holds the versions.", show_default="data")
]

YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do it.")]

NOTHING_DONE = "nothing was done; add --yes to do it"


def main() -> None:
    """Run the command; an error that a person can mend is told in words, without a traceback."""
    try:
        app()
    except BroadsheetError as error:
        typer.secho(f"broadsheet: {error}", err=True, fg=typer.colors.RED)
        sys.exit(2 if isinstance(error, ConfigurationError) else 1)
    except OSError as error:
        told = f"broadsheet: {error}; what is published is whole, and the same command goes on when that is mended"
        typer.secho(told, err=True, fg=typer.colors.RED)
        sys.exit(1)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"broadsheet {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and end.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Builds clean, deduplicated, versioned news corpora from crawled plain-text pages."""


@app.command()
def build(
    source: Annotated[
        str | None,
        typer.Argument(help="Folder of pages, or NAME=FOLDER.", show_default="the setting source: seeds"),
    ] = None,
    warehouse: WarehouseOption = None,
    workers: Annotated[int | None, typer.Option(help="Processes; 0 takes one a core.", show_default="0")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Publish only documents of this date or later."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Publish only documents of this date or earlier."),
    ] = None,
) -> None:
    """Bring the corpus up to date with a folder of pages.

    Pages that did not change since the last build are not read again. With --since or --until, documents of other
    dates stay pending until a build asks for them.
    """
    from broadsheet.cli.progress import shown
    from broadsheet.operations.build import build as build_corpus
    from broadsheet.settings import load_settings

    settings = load_settings(source=source, warehouse=warehouse, workers=workers)
    try:
        with shown() as progress:
            summary = build_corpus(settings, since=_day(since), until=_day(until), progress=progress)
    except KeyboardInterrupt:
        typer.secho("broadsheet: interrupted; readers see what they saw before, the next build goes on", err=True)
        raise typer.Exit(130) from None
    for line in summary.lines():
        typer.echo(line)


@app.command()
def show(warehouse: WarehouseOption = None) -> None:
    """Show what the current version holds, and how to read it."""
    from broadsheet.cli.overview import overview
    from broadsheet.settings import load_settings

    for line in overview(load_settings(warehouse=warehouse).warehouse):
        typer.echo(line)


@app.command()
def explain(
    page: Annotated[str, typer.Argument(help="A doc_id or its beginning, a source URI or its end, or a file.")],
    warehouse: WarehouseOption = None,
    source: Annotated[
        str | None, typer.Option(help="Folder of pages.", show_default="the one of the last build")
    ] = None,
) -> None:
    """Tell what became of a page and why: its place, its metadata, and each line kept or dropped."""
    from broadsheet.cli.explain import explain as explain_page
    from broadsheet.settings import load_settings

    settings = load_settings(warehouse=warehouse)
    for line in explain_page(page, settings, source):
        typer.echo(line)


@app.command()
def duplicates(
    warehouse: WarehouseOption = None,
    of: Annotated[
        str | None, typer.Option(metavar="DOC", help="Only of this kept document: doc_id or beginning, URI or end.")
    ] = None,
    relation: Annotated[str | None, typer.Option(help="Only these: exact, near or contained.")] = None,
    source: Annotated[str | None, typer.Option(help="Only pages whose source URI contains this.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="Documents to show; 0 shows all.")] = 100,
) -> None:
    """List what was left out as a repeat, below the document kept in its place.

    For each: doc_id, relation, Jaccard similarity and containment to the kept document, source URI.
    """
    from broadsheet.queries.duplicates import listing
    from broadsheet.settings import load_settings

    root = load_settings(warehouse=warehouse).warehouse
    for line in listing(root, of=of, relation=relation, source=source, limit=limit):
        typer.echo(line)


@app.command()
def versions(
    old: Annotated[str | None, typer.Argument(help="A version's id or its beginning.")] = None,
    new: Annotated[str | None, typer.Argument(help="Another one.", show_default="the current version")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """List the versions that are kept, or tell what lies between two of them."""
    from broadsheet.cli.listings import differences_lines, versions_lines
    from broadsheet.settings import load_settings
    from broadsheet.warehouse.catalog import VersionCatalog
    from broadsheet.warehouse.layout import Warehouse
    from broadsheet.warehouse.version_diff import find_differences

    place = Warehouse(load_settings(warehouse=warehouse).warehouse)
    if old is None:
        lines = versions_lines(place)
    else:
        catalog = VersionCatalog(place)
        newer = catalog.find(new or catalog.current_id() or "")
        lines = differences_lines(find_differences(place, catalog.find(old), newer))
    for line in lines:
        typer.echo(line)


@app.command()
def roll_back(
    version: Annotated[str, typer.Argument(help="A kept version's id or its beginning; `broadsheet versions` lists.")],
    warehouse: WarehouseOption = None,
    yes: YesOption = False,
) -> None:
    """Let readers see an older version again. Without --yes it only tells what that would change.

    The next build builds on it and takes up again what the source holds: mend what was wrong before that.
    """
    from broadsheet.cli.listings import differences_lines
    from broadsheet.operations import rollback
    from broadsheet.settings import load_settings
    from broadsheet.warehouse.layout import Warehouse

    settings = load_settings(warehouse=warehouse)
    if yes:
        differences = rollback.roll_back(settings, version)
    else:
        differences = rollback.plan_roll_back(Warehouse(settings.warehouse), version)
    for line in differences_lines(differences):
        typer.echo(line)
    typer.echo(f"readers see {differences.new} now" if yes else NOTHING_DONE)


@app.command()
def take_down(
    pages: Annotated[list[str], typer.Argument(help="doc_ids, source URIs or web addresses, each whole.")],
    warehouse: WarehouseOption = None,
    copies: Annotated[bool, typer.Option("--copies", help="Take down what repeats them as well.")] = False,
    reason: Annotated[str, typer.Option(help="Why; kept with the hashes.")] = "",
    lift: Annotated[bool, typer.Option("--lift", help="Undo: let pages that were taken down in again.")] = False,
    yes: YesOption = False,
) -> None:
    """Take documents out of every kept version, and block their return. Without --yes it only tells what would go.

    Nothing but hashes of them is kept. The pages themselves stay in the source; they are not read any more.
    """
    from broadsheet.cli.listings import taken_down_lines, targets_lines
    from broadsheet.operations.lifting import lift_pages
    from broadsheet.operations.takedown import take_down as take_pages_down
    from broadsheet.operations.targets import find_targets
    from broadsheet.settings import load_settings
    from broadsheet.warehouse.layout import Warehouse

    settings = load_settings(warehouse=warehouse)
    place = Warehouse(settings.warehouse)
    if lift:
        for doc_id in lift_pages(place, pages, dry_run=not yes):
            typer.echo(f"{doc_id}  may come back with the next build")
    else:
        targets = find_targets(place, pages, copies=copies)
        for line in targets_lines(targets):
            typer.echo(line)
        if yes:
            outcome = take_pages_down(settings, targets, reason, progress=lambda step: typer.echo(f"... {step}"))
            for line in taken_down_lines(outcome):
                typer.echo(line)
    if not yes:
        typer.echo(NOTHING_DONE)


@app.command()
def audit(warehouse: WarehouseOption = None) -> None:
    """Check that all that was published is there, whole and balanced, and that runs still bring something.

    Reads every file of every kept version. Ends with code 1 if anything is found.
    """
    from broadsheet.operations.auditing.audit import audit as audit_warehouse
    from broadsheet.settings import load_settings

    outcome = audit_warehouse(load_settings(warehouse=warehouse))
    for line in outcome.lines():
        typer.echo(line)
    if outcome.findings:
        raise typer.Exit(1)


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None
