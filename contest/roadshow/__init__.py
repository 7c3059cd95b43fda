"""Roadshows: who takes part in an event, whom they wish to meet, and who meets whom at which table and when."""
