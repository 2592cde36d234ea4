from datetime import date
from itertools import groupby

import pytest

from command_line import run
from input_files import jsonl
from newsroom import page, paragraphs, write_pages

COMMANDS = ("build", "formats", "show", "explain", "duplicates", "versions", "roll-back", "take-down", "audit")
SEPTEMBER, OCTOBER = date(2018, 9, 11), date(2018, 10, 2)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build a corpus of a document, a part of it, an undated one and an empty page; return folder and output."""
    folder = tmp_path_factory.mktemp("built")
    pages = {
        "whole.txt": page(1, SEPTEMBER),
        "part.txt": page(1, OCTOBER, paragraphs(1)[:4]),
        "deep/other.txt": page(2),
        "empty.txt": "",
    }
    write_pages(folder / "pages", pages)
    return folder, run(folder, "build", "pages", "--warehouse", "data")


def test_build_ends_with_a_short_table_and_the_line_that_reads_it(built):
    lines = built[1].stdout.splitlines()
    assert len(lines) < 12
    assert [
        line.split()[:2] for line in lines if line.startswith(("corpus", "duplicates", "quarantine", "pending"))
    ] == [
        ["corpus", "2"],
        ["duplicates", "1"],
        ["quarantine", "1"],
        ["pending", "0"],
    ]
    assert 'pandas.read_parquet("' in lines[-1]


def test_progress_is_printed_as_plain_lines_without_a_terminal(built):
    output = [stage for stage, _ in groupby(line.split(":")[0] for line in built[1].stderr.splitlines())]
    assert output == [
        "finding pages",
        "extracting articles",
        "removing template lines",
        "validating",
        "finding duplicates",
        "publishing",
        "reporting",
    ]


def test_a_second_build_finds_nothing_new_and_says_so(built):
    again = run(built[0], "build", "pages", "--warehouse", "data")
    assert "nothing changed" in again.stdout


def test_a_small_build_that_refuses_most_pages_succeeds_with_a_warning(tmp_path):
    good = {f"{number}.txt": page(number, SEPTEMBER) for number in range(3)}
    bad = {f"{number}.rtf": "{\\rtf1 Harbour}" for number in range(4)}
    write_pages(tmp_path / "pages", {**good, **bad, "empty.txt": ""})
    result = run(tmp_path, "build", "pages", "--warehouse", "data")

    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "WARNING     5 of 8 pages that this run read were refused (62%); the corpus does not hold them"
    assert [line.split()[:2] for line in lines[1:5:3]] == [["4", "unsupported_format:"], ["1", "empty:"]]
    assert lines[2].strip() == "for example 0.rtf: a Rich Text file; save it as plain text or .docx"

    again = run(tmp_path, "build", "pages", "--warehouse", "data")
    assert again.stdout.startswith("found "), "pages refused by an earlier build are not reported again"


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({}, "the source holds no page"),
        ({"a.rtf": "{\\rtf1 A}"}, "the only page that was read was refused"),
        ({"a.rtf": "{\\rtf1 A}", "b.rtf": "{\\rtf1 B}"}, "all 2 pages that were read were refused"),
    ],
    ids=["empty", "one refused", "all refused"],
)
def test_a_build_into_which_nothing_came_says_so_and_fails(tmp_path, pages, said):
    (tmp_path / "pages").mkdir()
    write_pages(tmp_path / "pages", pages)
    failed = run(tmp_path, "build", "pages", status=1)
    assert said in failed.stderr.splitlines()[-1]
    assert "--allow-empty" in failed.stderr
    assert failed.stdout.startswith("WARNING" if pages else "found")
    run(tmp_path, "build", "pages", "--allow-empty", "--warehouse", "other")


def test_a_few_refused_pages_beside_a_corpus_are_no_failure(tmp_path):
    write_pages(tmp_path / "pages", {"a.txt": page(1), "b.txt": page(2)})
    run(tmp_path, "build", "pages")
    write_pages(tmp_path / "pages", {"c.rtf": "{\\rtf1 C}"})
    assert run(tmp_path, "build", "pages").stdout.startswith("WARNING")


def test_a_single_file_is_a_source(tmp_path):
    rows = [{"id": f"s{number}", "text": page(number)} for number in range(2)]
    (tmp_path / "news.jsonl").write_bytes(jsonl(rows))
    assert "corpus      2" in run(tmp_path, "build", "news.jsonl").stdout
    assert "news.jsonl#s1" in run(tmp_path, "explain", "news.jsonl#s1").stdout


def test_an_address_of_an_object_store_is_refused_in_words(tmp_path):
    assert "not s3:// addresses; copy or mount" in run(tmp_path, "build", "s3://bucket/pages", status=2).stderr


def test_formats_lists_what_is_read_and_which_extra_it_needs(tmp_path):
    shown = run(tmp_path, "formats").stdout
    for words in ("JSON lines", "WARC", "RSS", ".zst", "documents", "plain text"):
        assert words in shown


def test_a_build_for_a_date_leaves_the_others_pending(tmp_path):
    write_pages(tmp_path / "pages", {"a.txt": page(1, SEPTEMBER), "b.txt": page(2, OCTOBER)})
    done = run(tmp_path, "build", "pages", "--since", SEPTEMBER, "--until", SEPTEMBER)
    assert "pending     1" in done.stdout


def test_a_build_that_must_ask_publishes_nothing_and_says_how_to_publish(tmp_path):
    write_pages(tmp_path / "pages", {"undated.txt": page(2)})
    (tmp_path / "broadsheet.toml").write_text('[gate]\nmin_rows = 1\nmax_undated_share = 0.0\non_warning = "ask"\n')
    done = run(tmp_path, "build", "pages", status=1)
    assert "nobody can answer in this run" in done.stderr
    assert "BROADSHEET_GATE__ON_WARNING=publish" in done.stderr
    assert not (tmp_path / "data" / "current").exists()


def test_show_prints_the_figures_and_how_to_read_the_corpus(built):
    shown = run(built[0], "show", "--warehouse", "data").stdout
    for expected in ("version", "en ", "contained", "the page contains no text", "pandas.read_parquet"):
        assert expected in shown


@pytest.mark.parametrize("name", ["part.txt", "pages/part.txt"], ids=["source URI", "file"])
def test_explain_names_the_representative_and_each_line(built, name):
    output = run(built[0], "explain", name, "--warehouse", "data").stdout
    assert "(relation contained, Jaccard " in output
    assert "published       2018-10-02 (day)" in output
    assert any(" - " in line and line.endswith("Sport") for line in output.splitlines())
    assert sum(" + " in line for line in output.splitlines()) >= 4


def test_explain_shows_the_passages_that_a_duplicate_shares_with_its_representative(built):
    output = run(built[0], "explain", "part.txt", "--warehouse", "data").stdout.splitlines()
    assert f"{'':16}whole.txt" in output
    at = next(number for number, line in enumerate(output) if line.startswith("shared words"))
    words = len(" ".join(paragraphs(1)[:4]).split())
    total = len(" ".join(paragraphs(1)).split())
    here, there = f"{words} of {words} in this document", f"{words} of {total} in the representative"
    assert output[at] == f"shared words    {here}, {there}"
    assert output[at + 1].startswith(f"  {words} words: from word 1 here, 1 there")
    first, last = paragraphs(1)[0].split()[:3], paragraphs(1)[3].rstrip(".").split()[-2:]
    quote = output[at + 1].split(maxsplit=8)[8]
    assert quote.split()[:3] == first
    assert quote.split()[-2:] == last


def test_duplicates_lists_them_below_their_representative(built):
    output = run(built[0], "duplicates", "--warehouse", "data").stdout.splitlines()
    assert output[0].endswith("  whole.txt")
    assert output[1].split()[1:] == ["contained", *output[1].split()[2:4], "part.txt"]
    assert output[-1] == "1 duplicate"
    assert run(built[0], "duplicates", "-w", "data", "--of", "other.txt").stdout == "0 duplicates\n"
    assert (
        "unknown relation 'alike'" in run(built[0], "duplicates", "-w", "data", "--relation", "alike", status=2).stderr
    )


def test_explain_says_why_a_page_was_refused_and_what_to_do(built):
    output = run(built[0], "explain", "empty.txt", "--warehouse", "data").stdout
    assert "quarantine" in output
    assert "crawl it again" in output


def test_explain_reads_a_page_that_was_never_built(tmp_path):
    write_pages(tmp_path, {"loose.txt": page(3, SEPTEMBER)})
    output = run(tmp_path, "explain", "loose.txt").stdout
    assert "not in the current version" in output
    assert "2018-09-11" in output


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        pytest.param(["build", "missing"], "missing does not exist", id="no source"),
        pytest.param(["show"], "broadsheet build", id="nothing published"),
        pytest.param(["duplicates"], "broadsheet build", id="no duplicates before the first build"),
        pytest.param(["explain", "0123456789"], "broadsheet build", id="no page before the first build"),
        pytest.param(["build", ".", "--since", "2019-01-02", "--until", "2019-01-01"], "swap", id="dates swapped"),
        pytest.param(["build", ".", "--workers", "-1"], "workers", id="wrong setting"),
        pytest.param(["build", ".", "--since", "soon"], "soon", id="no date"),
    ],
)
def test_an_error_is_one_message_without_a_traceback(tmp_path, arguments, output):
    assert output in run(tmp_path, *arguments, status=2).stderr


def test_version_option_prints_the_version(tmp_path):
    assert run(tmp_path, "--version").stdout.startswith("broadsheet ")


def test_another_folder_under_the_same_name_is_noted(tmp_path):
    write_pages(tmp_path, {"one/a.txt": page(1), "two/b.txt": page(2), "three/c.txt": page(3)})
    assert "note" not in run(tmp_path, "build", "one").stdout
    assert f"the previous build read {tmp_path / 'one'}" in run(tmp_path, "build", "two").stdout
    assert "note" not in run(tmp_path, "build", "wire=three").stdout
    output = run(tmp_path, "explain", "b.txt").stdout
    assert " + " in output, "the page is looked for in the folder of its own source"


def test_a_warehouse_that_cannot_be_written_to_is_named(tmp_path):
    write_pages(tmp_path, {"pages/a.txt": page(1), "file": ""})
    assert "file cannot be written to" in run(tmp_path, "build", "pages", "-w", "file", status=2).stderr


def test_help_lists_the_commands(tmp_path):
    output = run(tmp_path, "--help").stdout
    assert all(command in output for command in COMMANDS)
