"""Speaking HTTP: sessions, forms, pages, limits. It knows no word of contests."""
