"""The style sheet and the icons: files of this folder and no others."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

router = APIRouter()

_FILES = {file.name: file for file in (Path(__file__).parents[1] / "static").iterdir()}
_KINDS = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@router.get("/static/{name}")
def show_static(name: str) -> FileResponse:
    """Answer with one of the files; the browser asks again whether it changed."""
    if name not in _FILES:
        raise HTTPException(404)
    return FileResponse(_FILES[name], media_type=_KINDS[_FILES[name].suffix])
