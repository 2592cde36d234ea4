"""A verdict on its way between tasks."""

from broadsheet.runs.state import Failure, Verdict


def test_a_verdict_reads_back_as_it_was_written(tmp_path):
    failed = Failure("expect_x", "title", "warning", 3, 0.3, None, "3 of 10 « sans titre »")
    verdict = Verdict("warn", 10, 9, 1, 0, (failed,), {"not_prose": 1}, "/data/validation/run.html")
    (tmp_path / "validation.json").write_text(verdict.dumps(), encoding="utf-8")

    assert Verdict.read(tmp_path / "validation.json") == verdict
