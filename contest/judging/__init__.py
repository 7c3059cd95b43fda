"""Panels, assignment, rubrics, reviews, ranking and decisions: a result that can be defended to a loser."""
