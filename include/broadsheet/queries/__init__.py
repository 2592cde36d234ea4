"""What the corpus browser shows, read out of a warehouse as plain values: no Airflow, no HTML.

A request opens one version (`broadsheet.queries.version_handle.open_corpus`) and asks one function here. Nothing is
written.
All strings are as the pages and runs gave them: whoever shows them escapes them.
"""
