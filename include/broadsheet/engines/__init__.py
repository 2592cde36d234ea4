"""Where stage functions run: this machine for now."""
