"""An upload from announced to checked. Whether somebody may see a file, the slice that owns it says."""
