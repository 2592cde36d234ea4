"""The boilerplate stage: removes template lines, which recur across the pages of one outlet."""
