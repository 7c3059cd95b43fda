"""Roadshows: who meets whom at which table and when, the timetable of the event, and what comes of it."""
