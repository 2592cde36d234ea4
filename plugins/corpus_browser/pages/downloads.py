"""Downloads of a filtered list: CSV, JSON Lines or Parquet, sent while they are made."""

from collections.abc import Iterator
from itertools import chain

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from broadsheet.queries.export import FORMATS, export_rows
from broadsheet.queries.version_handle import ParameterError
from corpus_browser.corpus import CurrentCorpus
from corpus_browser.filter_form import read_form

router = APIRouter()


@router.get("/download/{dataset}.{format_name}")
def download(request: Request, dataset: str, format_name: str, corpus: CurrentCorpus) -> StreamingResponse:
    """Send the documents of a dataset that match the filters; the same address as a list, without order and cursor."""
    if format_name not in FORMATS or dataset not in ("corpus", "duplicates"):
        raise HTTPException(404)
    form = read_form(request)
    if form.problem:
        raise ParameterError(form.problem)
    pieces = export_rows(corpus, form.filters, format_name, dataset)
    first = next(pieces)  # before the answer begins, so that a damaged version is an error page
    name = f"{dataset}-{corpus.version_id}.{format_name}"
    return StreamingResponse(
        _pieces(first, pieces),
        media_type=FORMATS[format_name],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _pieces(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    return (piece for piece in chain([first], others) if piece)
