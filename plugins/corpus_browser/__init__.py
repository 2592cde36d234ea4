"""The corpus browser: pages that show what is in the corpus and how it came there.

Made on the server of what `broadsheet.queries` reads, with links and forms and no script (but see `pages.leaving`).
Only GET, only for those who may log in to Airflow; nothing is ever written.
"""
