"""The validation stage: expectations of documents and of the batch, quarantine, the gate."""
