"""May this be published? Expectations of rows and of the batch, quarantine, the gate."""
