"""The second stage: what does the page say, who said it, when?"""
