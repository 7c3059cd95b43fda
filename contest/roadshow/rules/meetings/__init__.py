"""Who meets whom, when and where. The computation loads numpy, scipy and ortools: only where it runs."""

from contest.roadshow.rules.meetings.terms import Case, Lack, Meeting, Missing, Pair, Party, Plan, Replan, Slot, Table

__all__ = ["Case", "Lack", "Meeting", "Missing", "Pair", "Party", "Plan", "Replan", "Slot", "Table"]
