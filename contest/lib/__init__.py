"""The floor everything stands on: it knows no word of contests."""
