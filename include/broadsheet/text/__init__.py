"""Text primitives: one Unicode table, one tokenizer, sketches."""
