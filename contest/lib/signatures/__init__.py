"""The installation's own word on what it issued: keys, signatures in PDFs, proofs on credentials, and their check."""
