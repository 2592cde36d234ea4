"""Word lists that several fields share: months and weekdays, places, given names, agencies, author labels."""
