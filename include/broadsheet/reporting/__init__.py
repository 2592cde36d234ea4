"""Can I trust it? The dataset card, the figures, the overview."""
