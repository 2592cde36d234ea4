"""The first stage: which pages are there, and which does a run have to read?"""
