"""The corpus browser: pages that show what is in the corpus and how it got there.

The server renders them from what `broadsheet.queries` reads, with links and forms and no script (except in
`pages.leaving`). They answer GET only, require a login to Airflow, and never write anything.
"""
