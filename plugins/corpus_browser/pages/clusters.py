"""Clusters of duplicates: the list of them, all members of one, and two of these side by side."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from broadsheet.queries.cluster import read_cluster
from broadsheet.queries.cluster_list import list_clusters
from broadsheet.queries.comparison import compare_members
from corpus_browser.corpus import CurrentCorpus
from corpus_browser.rendering import page as show

router = APIRouter()


@router.get("/clusters")
def show_clusters(request: Request, corpus: CurrentCorpus, page: Annotated[int, Query(ge=1)] = 1) -> HTMLResponse:
    """Show the clusters with more than one document, the largest first."""
    return show(request, "clusters.html", clusters=list_clusters(corpus, page))


@router.get("/clusters/{cluster_id}")
def show_cluster(
    request: Request,
    cluster_id: str,
    corpus: CurrentCorpus,
    other: Annotated[str | None, Query(max_length=64)] = None,
    page: Annotated[int, Query(ge=1)] = 1,
) -> HTMLResponse:
    """Show the members of a cluster, and `other` beside its representative; by default the most similar duplicate."""
    cluster = read_cluster(corpus, cluster_id, page)
    shown = other or next((one.doc_id for one in cluster.others if not one.is_representative), None)
    comparison = compare_members(corpus, shown) if shown else None
    return show(request, "cluster.html", cluster=cluster, comparison=comparison)
