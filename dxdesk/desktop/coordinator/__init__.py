"""The coordinator's pages: the status of each department, and the merge of their submissions."""
