"""What an entry would save or cost the climate: factors with their sources, and the figures made from them."""
