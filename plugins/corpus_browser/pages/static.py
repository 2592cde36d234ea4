"""The style sheet and the icons: only the files of the folder `static`."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

router = APIRouter()

_FILES = {file.name: file for file in (Path(__file__).parents[1] / "static").iterdir()}
_KINDS = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@router.get("/static/{name}")
def show_static(name: str) -> FileResponse:
    """Return one of the files; browsers check each time whether it changed."""
    if name not in _FILES:
        raise HTTPException(404)
    return FileResponse(_FILES[name], media_type=_KINDS[_FILES[name].suffix])
