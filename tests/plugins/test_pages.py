"""The pages of the browser on a small corpus: their content and links, and that crawled text is never executed."""

import io
import json
import re
import shutil
import sys
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote

import pandas as pd
import pyarrow.parquet as pq
import pytest
from fastapi import Request

from broadsheet.identity import doc_id
from broadsheet.queries.version_handle import Nothing
from corpus_browser.headers import POLICY
from corpus_browser.rendering import page as render

ENTRIES = ("/", "/documents", "/search", "/duplicates", "/quarantine", "/runs", "/versions")


def crawl(browser) -> dict[str, int]:
    """Follow every link within the browser; return the status of each address."""
    seen: dict[str, int] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        answer = browser.get(f"/corpus{path}")
        seen[path] = answer.status_code
        if answer.headers["content-type"].startswith("text/html") and not path.startswith("/leave"):
            waiting += [link for link in browser.links(path) if link not in seen and link not in waiting]
    return seen


def test_every_link_works_and_every_template_is_reached(browser):
    seen = crawl(browser)
    assert {path: status for path, status in seen.items() if status != 200} == {}
    kinds = {re.sub(r"[?].*", "", path).strip("/").split("/")[0] for path in seen}
    assert kinds == {
        "", "clusters", "data_docs", "differences", "documents", "download", "duplicates", "leave", "pending",
        "quarantine", "runs", "search", "static", "versions",
    }  # fmt: skip


@pytest.mark.parametrize("path", ENTRIES)
def test_each_page_marks_its_own_navigation_entry_and_links_to_the_others(browser, path):
    html = browser.page(path)
    assert re.findall(r'href="/corpus([^"]*)" aria-current="page"', html) == [path]
    assert set(ENTRIES) <= browser.links(path)


def test_the_overview_counts_and_charts_the_corpus(browser):
    html = browser.page("/")
    assert re.search(r'<dt><a href="/corpus/documents">Documents</a></dt><dd>3</dd>', html)
    assert "<title>September 2018: 2" in html
    assert re.search(r'<th scope="row"><a [^>]*>September 2018</a></th><td class="figure">2</td>', html)


def test_documents_are_filtered_by_the_form(browser):
    assert browser.page("/documents").count('<p class="when">') == 3
    assert browser.page("/documents?since=&until=2018-09-30&language=&publisher=&title=").count('<p class="when">') == 2
    assert "No document matches" in browser.page("/documents?title=volcano")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("since=yesterday", "Since is &#39;yesterday&#39;, which is not a date; write YYYY-MM-DD."),
        ("at=nonsense", "start at the first page"),
        (f"title={'x' * 999}", "at most 400 characters"),
        ("since=2019-01-01&until=2018-01-01", "The first date, 2019-01-01, is after the last, 2018-01-01."),
        ("undated=1&until=2018-01-01", "Documents without a date have no first or last date"),
        ("quality=superb", "There is no quality superb"),
        ("page_type=novel", "There is no page type novel; use one of article, live_blog"),
        ("sort=random", "There is no order random"),
        ("languages=de", "There is no filter &#39;languages&#39;; did you mean language?"),
        ("xyz=x", "There is no filter &#39;xyz&#39;; filters are since, until"),
    ],
)
def test_invalid_form_values_keep_the_form_and_say_what_is_wrong(browser, query, message):
    answer = browser.get(f"/corpus/documents?{query}")
    assert answer.status_code == 400
    assert message in answer.text
    assert 'name="since"' in answer.text
    assert answer.text.count('<p class="when">') == 0
    if "until" in query:
        assert 'value="2018-01-01"' in answer.text


def test_documents_are_filtered_by_date_duplicates_and_page_type(browser):
    assert browser.page("/documents?duplicates=1").count('<p class="when">') == 1
    assert browser.page("/documents?page_type=article&agency=").count('<p class="when">') == 3
    html = browser.page("/documents?undated=1")
    assert "No document matches" in html
    assert '<details class="more" open>' in html


def test_a_filtered_list_shows_its_count_in_any_order(browser):
    for order in ("", "oldest", "title", "longest"):
        html = browser.page(f"/documents?title=the&sort={order}")
        assert re.search(r"\d documents? of 3\.", html), order


def test_a_filtered_list_is_downloaded_in_three_formats(browser):
    (link,) = [link for link in browser.links("/documents?until=2018-09-30&sort=title") if ".jsonl" in link]
    rows = [json.loads(line) for line in browser.page(link).splitlines()]
    assert len(rows) == 2
    assert all(row["published_date"] < "2018-10" for row in rows)
    frame = pd.read_csv(io.StringIO(browser.page(link.replace("jsonl", "csv"))))
    assert frame["doc_id"].tolist() == [row["doc_id"] for row in rows]
    answer = browser.get(f"/corpus{link.replace('jsonl', 'parquet')}")
    assert pq.read_table(io.BytesIO(answer.content))["doc_id"].to_pylist() == [row["doc_id"] for row in rows]
    assert re.fullmatch(r'attachment; filename="corpus-[0-9a-f]{16}.parquet"', answer.headers["content-disposition"])


@pytest.mark.parametrize(
    ("path", "status"),
    [("/download/corpus.xml", 404), ("/download/quarantine.csv", 404), ("/download/corpus.csv?sauce=x", 400)],
)
def test_a_download_that_there_is_not_is_an_error_page(browser, path, status):
    assert browser.get(f"/corpus{path}").status_code == status


def test_the_snippet_reads_the_listed_documents(browser):
    html = browser.page("/documents?language=en&until=2018-09-30")
    (snippet,) = re.findall(r"<code>(import broadsheet.*?|from datetime.*?)</code>", html, re.DOTALL)
    names: dict[str, object] = {}
    exec(unescape(snippet), names)
    assert len(names["frame"]) == html.count('<p class="when">') == 2


def test_texts_are_searched_and_what_was_found_is_marked(browser):
    html = browser.page("/search?q=MAYOR+harbour&until=2018-12-31&sort=newest")
    assert html.count('<p class="when">') >= 1
    assert re.search(r"<mark>[Mm]ayor</mark>", html)
    assert "<b onclick" not in html
    assert "<script" not in html
    assert "No document matches" in browser.page("/search?q=volcano")
    assert "<mark>script</mark>" in browser.page("/search?q=script")
    assert "&lt;" in browser.page("/search?q=script")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("q=-mayor", "Name a word to search for"),
        ("q=mayor&page=0", "There is no page 0"),
        ("q=mayor&page=x", "Page is &#39;x&#39;; write a number"),
        ("q=mayor&title=x", "There is no filter &#39;title&#39;"),
        ("q=mayor&sort=title", "There is no order title"),
    ],
)
def test_an_invalid_search_keeps_the_form_and_says_what_is_wrong(browser, query, message):
    answer = browser.get(f"/corpus/search?{query}")
    assert answer.status_code == 400
    assert message in answer.text
    assert 'name="q"' in answer.text


def test_an_index_that_is_missing_older_or_switched_off_is_said(published, tmp_path, browser_at, monkeypatch):
    shutil.copytree(published, tmp_path, symlinks=True, dirs_exist_ok=True)
    browser = browser_at(tmp_path)
    state = tmp_path / "data" / ".search" / "state.json"
    state.write_text(state.read_text().replace('"version": "', '"version": "0'))
    assert "The search index is older than the version" in browser.page("/search?q=mayor")
    state.unlink()
    assert "There is no search index: run <code>broadsheet index</code>" in browser.page("/search?q=mayor")
    monkeypatch.setenv("BROADSHEET_SEARCH__ENABLED", "false")
    assert "The search index is switched off" in browser.page("/search")
    monkeypatch.setitem(sys.modules, "tantivy", None)
    assert "Full-text search needs tantivy" in browser.get("/corpus/search?q=mayor").text


def test_duplicates_are_listed_with_their_representatives_and_clusters(browser):
    copy, kept = doc_id("copy.txt"), doc_id("harbour.txt")
    html = browser.page("/duplicates")
    assert html.count("compare</a>") == 1
    links = browser.links("/duplicates")
    assert {f"/documents/{copy}", f"/documents/{kept}", "/clusters"} <= links
    assert any(link.startswith("/clusters/") and link.endswith(f"other={copy}") for link in links)
    assert "No duplicate matches" in browser.page("/duplicates?relation=version")
    assert browser.get("/corpus/duplicates?relation=alike").status_code == 400


def test_clusters_are_listed_with_size_and_dates(browser):
    html = browser.page("/clusters")
    assert "1 cluster of documents" in html
    assert "11 September 2018 to 12 September 2018" in html
    assert re.search(r'<td class="figure">2</td>\s*<td class="figure">1</td>', html)


def test_the_overview_links_to_what_it_counts(browser):
    assert {"/documents", "/duplicates", "/clusters", "/quarantine", "/pending"} <= browser.links("/")
    assert "later.txt" in browser.page("/pending")


def test_a_document_is_shown_beside_its_page_line_by_line(browser):
    html = browser.page(f"/documents/{doc_id('harbour.txt')}")
    lines = re.findall(r'<li id="line-(\d+)" class="(kept|dropped)"', html)
    assert [state for _, state in lines] == ["dropped"] * 4 + ["kept"] * 8 + ["dropped"] * 2
    assert '<a href="#line-4">line 4</a>' in html


def test_many_dropped_lines_in_a_row_are_folded(browser, published):
    assert "<details" not in browser.page(f"/documents/{doc_id('harbour.txt')}")


def test_a_duplicate_links_to_its_representative_and_to_the_comparison(browser):
    copy, kept = doc_id("copy.txt"), doc_id("harbour.txt")
    links = browser.links(f"/documents/{copy}")
    assert f"/documents/{kept}" in links
    (beside,) = [link for link in links if link.startswith("/clusters/") and copy in link.partition("?")[2]]
    html = browser.page(beside)
    assert html.count("<mark>") >= 10
    assert "decides</span>" in html
    assert browser.get(f"/corpus{beside.partition('?')[0]}?other={doc_id('nowhere.txt')}").status_code == 404


def test_refused_pages_are_shown_with_what_to_do(browser):
    assert "What to do: crawl it again." in browser.page("/quarantine")
    assert f"/documents/{doc_id('empty.txt')}" in browser.links("/quarantine/empty")
    assert "What to do: crawl it again." in browser.page(f"/documents/{doc_id('empty.txt')}")


def test_ids_to_paste_into_the_forms_of_airflow_are_in_fields_of_their_own(browser, published):
    harbour = doc_id("harbour.txt")
    html = browser.page(f"/documents/{harbour}")
    assert re.search(rf'<input readonly [^>]*value="{harbour}"', html)
    assert "paste it into <i>Pages</i>" in html
    current = (published / "data" / "current").readlink().name
    older = next(path.name for path in (published / "data" / "versions").iterdir() if path.name != current)
    assert re.search(rf'<input readonly [^>]*value="{older}"', browser.page(f"/versions/{older}"))
    assert "<input readonly" not in browser.page(f"/versions/{current}")
    assert "/leave?dag_id=roll_back" in "".join(browser.links(f"/versions/{older}"))


def test_a_pending_page_says_so(browser):
    assert "pending" in browser.page(f"/documents/{doc_id('later.txt')}")


def test_any_page_is_found_by_its_path_or_id(browser):
    harbour = f"/corpus/documents/{doc_id('harbour.txt')}"
    for name in ("harbour.txt", doc_id("harbour.txt"), doc_id("harbour.txt")[:10]):
        answer = browser.get(f"/corpus/find?name={name}")
        assert (answer.status_code, answer.headers["location"]) == (303, harbour)
    assert browser.get("/corpus/find?name=empty.txt").status_code == 303
    assert browser.get("/corpus/find?name=nowhere.txt").status_code == 404
    assert browser.get("/corpus/find?name=/etc/passwd").status_code == 404
    assert "Find a page" in browser.page("/find")


def test_a_run_shows_its_gate_and_every_expectation(browser):
    runs = [link for link in browser.links("/runs") if link.startswith("/runs/")]
    assert len(runs) == 3
    assert all("<h2>Gate</h2>" in browser.page(run) for run in runs)
    assert any("expect_column_values_to_be_between" in browser.page(run) for run in runs)


def test_text_beside_other_facts_is_in_an_element_of_its_own(browser):
    """The style sheet cuts off what stands in the margin of `p.facts`: bare text would lose its first letters."""
    for path in (path for path in crawl(browser) if not path.startswith(("/leave", "/static", "/data_docs"))):
        for facts in re.findall(r'<p class="facts">(.*?)</p>', browser.page(path), re.DOTALL):
            assert re.match(r"\s*(<|$)", facts), (path, facts)


def test_the_version_diff_is_shown(browser):
    (differences,) = [link for link in browser.links("/versions") if link.startswith("/differences")]
    html = browser.page(differences)
    assert "market.txt" in html
    assert "2018-09-11" in html


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/documents/0", "/documents/..%2f..%2fetc", "/clusters/0", "/quarantine/0", "/runs/0", "/runs/%2e%2e",
     "/versions/0", "/versions/..%2f..", "/differences?since=0&version=0", "/static/app.py", "/runs?page=99",
     "/clusters?page=9"],
)  # fmt: skip
def test_a_missing_page_is_a_404_with_navigation(browser, path):
    answer = browser.get(f"/corpus{path}")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert 'href="/corpus/documents"' in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_only_get_requests_are_answered(browser, method):
    answer = browser.send(method, "/corpus/documents")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize("path", ENTRIES)
def test_before_the_first_version_each_page_says_what_to_do(empty_browser, path):
    answer = empty_browser.get(f"/corpus{path}")
    assert answer.status_code == 200
    assert "build_corpus" in answer.text
    assert "/corpus/leave?dag_id=build_corpus" in answer.text


def test_a_wrong_setting_is_a_page_that_names_it(browser, monkeypatch):
    monkeypatch.setenv("BROADSHEET_WAREHOUSES", "x")
    answer = browser.get("/corpus/")
    assert answer.status_code == 500
    assert "BROADSHEET_WAREHOUSES is not a setting" in answer.text


def test_a_damaged_version_is_a_page_that_says_so(home, empty_browser):
    folder = home / "data" / "versions" / ("a" * 16)
    folder.mkdir(parents=True)
    (home / "data" / "current").symlink_to(folder)
    answer = empty_browser.get("/corpus/")
    assert answer.status_code == 200
    assert "cannot be read" in answer.text


@pytest.mark.parametrize("damage", [b"", b"PAR1 and no more"])
def test_a_damaged_file_gives_an_error_page_with_the_usual_headers(published, tmp_path, browser_at, damage):
    home = tmp_path / "home"
    shutil.copytree(published, home, symlinks=True)
    version = home / "data" / "versions" / (published / "data" / "current").readlink().name
    for file in (version / "corpus").rglob("*.parquet"):
        file.unlink()
        file.write_bytes(damage)
    answer = browser_at(home).get("/corpus/documents")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == POLICY
    assert 'href="/corpus/runs"' in answer.text
    assert "Traceback" not in answer.text


def test_text_of_crawled_pages_is_shown_and_never_executed(browser):
    for path in ("/documents", f"/documents/{doc_id('hostile.txt')}", f"/clusters/{doc_id('hostile.txt')}"):
        html = browser.page(path)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "<script" not in html
        assert "<b onclick" not in html


def test_text_of_requests_is_shown_and_never_executed(browser, hostile_title):
    html = browser.page(f"/documents?title={quote(hostile_title)}&publisher={quote(hostile_title)}")
    assert "<script" not in html
    assert 'value="Mayor &lt;script&gt;alert(1)&lt;/script&gt; said &#34;it&#39;s' in html
    assert "<script" not in browser.get(f"/corpus/documents/{quote(hostile_title, safe='')}").text


def test_forbidden_characters_are_shown_as_visible_symbols():
    scope = {"type": "http", "method": "GET", "path": "/", "root_path": "", "query_string": b"", "headers": []}
    scope["server"] = ("localhost", 80)
    nothing = Nothing("NUL \x00, escape \x1b, a lone half \ud800, a tab \t.", "mend `<it>`")
    html = render(Request(scope), "nothing.html", nothing=nothing).body.decode()
    assert "NUL �, escape �, a lone half ?, a tab \t." in html
    assert "mend <code>&lt;it&gt;</code>" in html


def test_bidirectional_text_does_not_reorder_its_surroundings(browser):
    titles = re.findall(r'<h2><a href="[^"]*">(.*?)</a></h2>', browser.page("/documents"))
    assert all(title.startswith('<bdi dir="auto" lang="en">') and title.endswith("</bdi>") for title in titles)


def test_every_answer_forbids_scripts_and_other_origins(browser):
    for path in (*ENTRIES, "/nothing", "/static/style.css", "/documents?since=x"):
        headers = browser.get(f"/corpus{path}").headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"].startswith("private")


class Tags(HTMLParser):
    """Collects what a page is made of: its elements and their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


def test_pages_hold_no_script_no_inline_style_and_nothing_from_elsewhere(browser):
    skipped = ("/leave", "/static", "/data_docs", "/download")
    for path in (path for path in crawl(browser) if not path.startswith(skipped)):
        tags = Tags(browser.page(path))
        assert not tags.names & {"script", "style", "iframe", "object", "embed", "base"}
        assert not [name for name, _ in tags.attributes if name == "style" or name.startswith("on")]
        loaded = [value or "" for name, value in tags.attributes if name in ("href", "src", "action")]
        assert all(value.startswith(("#", "/")) and not value.startswith("//") for value in loaded)


def test_only_pages_outside_the_frame_link_back_to_airflow(browser):
    alone = browser.get("/corpus/", **{"Sec-Fetch-Dest": "document"}).text
    framed = browser.get("/corpus/", **{"Sec-Fetch-Dest": "iframe"}).text
    assert '<p class="outward"><a href="/">Airflow</a></p>' in alone
    assert '<p class="outward">' not in framed


def test_outside_the_frame_a_link_to_airflow_is_a_redirect(browser):
    path = "/corpus/leave?dag_id=build_corpus&run_id=manual__2026-01-01T00%3A00%3A00%2B00%3A00"
    answer = browser.get(path, **{"Sec-Fetch-Dest": "document"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/dags/build_corpus/runs/manual__2026-01-01T00%3A00%3A00%2B00%3A00"


def test_inside_the_frame_a_link_to_airflow_runs_only_its_own_script(browser):
    answer = browser.get("/corpus/leave?dag_id=build_corpus", **{"Sec-Fetch-Dest": "iframe"})
    (script,) = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    (digest,) = re.findall(r"script-src 'sha256-([^']*)'", answer.headers["content-security-policy"])
    assert b64encode(sha256(script.encode()).digest()).decode() == digest
    assert 'href="/dags/build_corpus"' in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "dag_id=//example.org",
        "dag_id=a/b",
        "dag_id=",
        "",
        "dag_id=%22%3E%3Cscript%3E",
        "dag_id=a&back=//example.org",
        "dag_id=a&back=/%5Cexample.org",
    ],
)
def test_links_to_airflow_lead_only_to_dags(browser, query):
    assert browser.get(f"/corpus/leave?{query}").status_code == 400
