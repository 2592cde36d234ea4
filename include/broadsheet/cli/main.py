"""The command ``broadsheet``: builds a corpus without Airflow, and inspects and maintains what was published."""

import sys
from datetime import date, datetime
from typing import Annotated

import typer

from broadsheet.cli.options import (
    AgencyOption,
    LanguageOption,
    PageTypeOption,
    PublisherOption,
    SinceOption,
    UndatedOption,
    UntilOption,
    WarehouseOption,
    YesOption,
)
from broadsheet.cli.output import echo
from broadsheet.errors import BroadsheetError, ConfigurationError
from broadsheet.version import __version__

app = typer.Typer(
    help="Build clean, deduplicated, versioned news corpora from crawled pages.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DRY_RUN = "dry run: nothing was changed; pass --yes to apply"


def main() -> None:
    """Run the command; an expected error is printed as one message, without a traceback.

    Exit codes: 2 for a wrong setting or argument, 1 for other errors, 130 after Ctrl-C in a build.
    """
    try:
        app()
    except BroadsheetError as error:
        echo(f"broadsheet: {error}", err=True, fg=typer.colors.RED)
        sys.exit(2 if isinstance(error, ConfigurationError) else 1)
    except OSError as error:
        message = f"broadsheet: {error}; published data is intact; fix this and run the same command again"
        echo(message, err=True, fg=typer.colors.RED)
        sys.exit(1)


def _show_version(wanted: bool) -> None:
    if wanted:
        echo(f"broadsheet {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Build clean, deduplicated, versioned news corpora from crawled pages."""


@app.command()
def build(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Folders or files of pages, NAME=FOLDER for a named one; or names of the sources of broadsheet.toml.",
            show_default="all sources of the settings, or seeds",
        ),
    ] = None,
    warehouse: WarehouseOption = None,
    workers: Annotated[
        int | None, typer.Option(help="Worker processes; 0 = one per CPU core.", show_default="setting workers, or 0")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Publish only documents of this date or later."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Publish only documents of this date or earlier."),
    ] = None,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help="Exit with 0 even if nothing came in.")] = False,
    engine: Annotated[
        str | None,
        typer.Option(help="local, or spark for Apache Spark.", show_default="setting engine, or local"),
    ] = None,
    master: Annotated[
        str | None,
        typer.Option(
            help="Address of the Spark cluster, as spark://host:7077.", show_default="setting spark.master, or local[*]"
        ),
    ] = None,
) -> None:
    """Update the corpus from folders of pages, or from single files.

    Pages that did not change since the last build are not read again.
    With --since or --until, documents of other dates stay pending until a
    build includes their dates. `broadsheet formats` lists what is read.

    Exits with code 1 if a source cannot be read or all are empty, or if nearly
    all pages were refused.
    """
    from broadsheet.cli.listings import summary_lines
    from broadsheet.cli.progress import shown
    from broadsheet.operations.build import build as build_corpus
    from broadsheet.settings import load_settings

    settings = load_settings(
        source=tuple(sources) if sources else None,
        warehouse=warehouse,
        workers=workers,
        engine=engine,
        spark={"master": master} if master else None,
    )
    if master and settings.engine != "spark":
        raise ConfigurationError("--master is the address of a Spark cluster; add --engine spark")
    try:
        with shown() as progress:
            summary = build_corpus(settings, since=_day(since), until=_day(until), progress=progress)
    except KeyboardInterrupt:
        echo("broadsheet: interrupted; published data is unchanged; run the command again to resume", err=True)
        raise typer.Exit(130) from None
    for line in summary_lines(summary):
        echo(line)
    if summary.failure and not allow_empty:
        where = ", ".join(settings.locations().values())
        advice = "`broadsheet formats` lists what is read, --allow-empty makes this no error"
        if summary.found.total == 0 and any(one.include or one.exclude for one in settings.sources.values()):
            advice = "check the patterns include and exclude of the settings"
        echo(f"broadsheet: {summary.failure}: {where}; {advice}", err=True, fg=typer.colors.RED)
        raise typer.Exit(1)
    if summary.unread:
        count, names = len(summary.unread), ", ".join(summary.unread)
        message = f"{count} of {len(summary.sources)} sources could not be read: {names}; fix the path and build again"
        echo(f"broadsheet: {message}", err=True, fg=typer.colors.RED)
        raise typer.Exit(1)


@app.command()
def formats() -> None:
    """List the kinds of files that a source may hold."""
    from broadsheet.cli.formats import formats_lines

    for line in formats_lines():
        echo(line)


@app.command()
def show(warehouse: WarehouseOption = None) -> None:
    """Show the content of the current version, and how to read it."""
    from broadsheet.cli.show import version_lines
    from broadsheet.settings import load_settings

    for line in version_lines(load_settings(warehouse=warehouse).warehouse):
        echo(line)


@app.command()
def explain(
    page: Annotated[
        str,
        typer.Argument(
            help="A doc_id or its first digits, a source URI or the end of its path, or a file on disk.",
        ),
    ],
    warehouse: WarehouseOption = None,
    source: Annotated[
        str | None, typer.Option(help="Folder of pages.", show_default="the source of the last build")
    ] = None,
) -> None:
    """Explain one page: its disposition and the reason, its metadata, and each line kept or dropped."""
    from broadsheet.cli.explain import explain as explain_page
    from broadsheet.settings import load_settings

    settings = load_settings(warehouse=warehouse)
    for line in explain_page(page, settings, source):
        echo(line)


@app.command()
def duplicates(  # noqa: PLR0917  # each is an option
    warehouse: WarehouseOption = None,
    of: Annotated[
        str | None,
        typer.Option(
            metavar="DOC",
            help="Only duplicates of this document: its doc_id or the first digits, its source URI or the end of it.",
        ),
    ] = None,
    relation: Annotated[str | None, typer.Option(help="Only this relation: exact, near, contained or version.")] = None,
    source: Annotated[str | None, typer.Option(help="Only pages whose source URI contains this text.")] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    undated: UndatedOption = False,
    language: LanguageOption = None,
    publisher: PublisherOption = None,
    agency: AgencyOption = None,
    page_type: PageTypeOption = None,
    limit: Annotated[int, typer.Option(min=0, help="Number of duplicates to show; 0 = all.")] = 100,
) -> None:
    """List duplicates, grouped by the representative that is in the corpus.

    For each duplicate: doc_id, relation, Jaccard similarity and containment
    to the representative, source URI, publisher and title.
    """
    from broadsheet.cli.listings import duplicates_lines
    from broadsheet.queries.duplicates import find_duplicates
    from broadsheet.queries.filters import Filters
    from broadsheet.queries.version_handle import Nothing, open_corpus
    from broadsheet.settings import load_settings
    from broadsheet.warehouse.layout import Warehouse

    corpus = open_corpus(Warehouse(load_settings(warehouse=warehouse).warehouse))
    if isinstance(corpus, Nothing):
        raise ConfigurationError(f"{corpus.message} {corpus.remedy}")
    filters = Filters(_day(since), _day(until), undated, language, publisher, agency, page_type)
    found = find_duplicates(
        corpus.version, of=of, relation=relation, source=source, filters=filters, limit=limit or None
    )
    for line in duplicates_lines(found):
        echo(line)


@app.command()
def search(  # noqa: PLR0917  # each is an option
    words: Annotated[
        list[str],
        typer.Argument(
            help="Words that title or text have; an argument of several words is a phrase; -word leaves out."
        ),
    ],
    warehouse: WarehouseOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    undated: UndatedOption = False,
    language: LanguageOption = None,
    publisher: PublisherOption = None,
    agency: AgencyOption = None,
    page_type: PageTypeOption = None,
    with_duplicates: Annotated[bool, typer.Option("--with-duplicates", help="Only documents with duplicates.")] = False,
    sort: Annotated[str, typer.Option(help="relevance, newest, oldest or longest.")] = "relevance",
    page: Annotated[int, typer.Option(min=1, help="Number of the page of results.")] = 1,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Number of documents on a page.")] = 20,
) -> None:
    """Search the texts of the current version. Case and accents do not matter.

    Updates the search index first if it is older than the version. Put -- before
    the words if one begins with a minus.
    """
    from broadsheet.cli.search import found_lines, query_of
    from broadsheet.queries.filters import Filters
    from broadsheet.settings import load_settings

    filters = Filters(_day(since), _day(until), undated, language, publisher, agency, page_type, None, with_duplicates)
    settings = load_settings(warehouse=warehouse)
    for line in found_lines(settings, query_of(words), filters, order=sort, page=page, limit=limit):
        typer.echo(line)


@app.command()
def index(warehouse: WarehouseOption = None) -> None:
    """Bring the search index up to date with the current version.

    Every build does so at its end, so this is needed only after a takedown, a
    rollback, or a build that could not.
    """
    from broadsheet.cli.search import make_index
    from broadsheet.settings import load_settings

    echo(make_index(load_settings(warehouse=warehouse)))


@app.command()
def versions(
    old: Annotated[str | None, typer.Argument(help="A version id or its first digits.")] = None,
    new: Annotated[str | None, typer.Argument(help="Another version.", show_default="the current version")] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """List retained versions, or diff two of them."""
    from broadsheet.cli.listings import differences_lines, versions_lines
    from broadsheet.settings import load_settings
    from broadsheet.warehouse.catalog import VersionCatalog
    from broadsheet.warehouse.layout import Warehouse
    from broadsheet.warehouse.version_diff import diff_versions

    place = Warehouse(load_settings(warehouse=warehouse).warehouse)
    if old is None:
        lines = versions_lines(place)
    else:
        catalog = VersionCatalog(place)
        newer = catalog.find(new or catalog.current_id() or "")
        lines = differences_lines(diff_versions(place, catalog.find(old), newer))
    for line in lines:
        echo(line)


@app.command()
def roll_back(
    version: Annotated[
        str, typer.Argument(help="A retained version's id or its first digits; list them with `broadsheet versions`.")
    ],
    warehouse: WarehouseOption = None,
    yes: YesOption = False,
) -> None:
    """Make an older version the current one. Dry run unless you pass --yes.

    The next build starts from that version and publishes again what the
    source holds, so fix the cause of the problem before you build.
    """
    from broadsheet.cli.listings import differences_lines
    from broadsheet.operations import rollback
    from broadsheet.settings import load_settings
    from broadsheet.warehouse.layout import Warehouse

    settings = load_settings(warehouse=warehouse)
    if yes:
        diff = rollback.roll_back(settings, version)
    else:
        diff = rollback.plan_roll_back(Warehouse(settings.warehouse), version)
    for line in differences_lines(diff):
        echo(line)
    echo(f"rolled back: the current version is {diff.new}" if yes else DRY_RUN)


@app.command()
def take_down(
    pages: Annotated[
        list[str], typer.Argument(help="Complete doc_ids, source URIs or web addresses; no abbreviations.")
    ],
    warehouse: WarehouseOption = None,
    copies: Annotated[
        bool, typer.Option("--copies", help="Also take down the other documents of their clusters.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Reason; stored with the hashes of the pages.")] = "",
    lift: Annotated[
        bool, typer.Option("--lift", help="Undo a takedown: the next build reads these pages again.")
    ] = False,
    yes: YesOption = False,
) -> None:
    """Remove documents from every retained version and block their return. Dry run unless you pass --yes.

    Only hashes of them stay in the warehouse. Their files stay in the
    source, but builds no longer read them.
    """
    from broadsheet.cli.listings import taken_down_lines, targets_lines
    from broadsheet.operations.takedown import lift_pages
    from broadsheet.operations.takedown import take_down as take_pages_down
    from broadsheet.operations.targets import find_targets
    from broadsheet.settings import load_settings
    from broadsheet.warehouse.layout import Warehouse

    settings = load_settings(warehouse=warehouse)
    place = Warehouse(settings.warehouse)
    if lift:
        for doc_id in lift_pages(place, pages, dry_run=not yes):
            echo(f"{doc_id}  allowed again from the next build on")
    else:
        targets = find_targets(place, pages, copies=copies)
        for line in targets_lines(targets):
            echo(line)
        if yes:
            outcome = take_pages_down(settings, targets, reason, progress=lambda step: echo(f"... {step}"))
            for line in taken_down_lines(outcome):
                echo(line)
    if not yes:
        echo(DRY_RUN)


@app.command()
def audit(warehouse: WarehouseOption = None) -> None:
    """Verify published files against checksums and the ledger, and check that runs still add documents.

    Reads every file of every retained version. Exits with code 1 if it
    finds a problem.
    """
    from broadsheet.cli.listings import audit_lines
    from broadsheet.operations.audit import audit as audit_warehouse
    from broadsheet.settings import load_settings

    result = audit_warehouse(load_settings(warehouse=warehouse))
    for line in audit_lines(result):
        echo(line)
    if result.findings:
        raise typer.Exit(1)


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None
