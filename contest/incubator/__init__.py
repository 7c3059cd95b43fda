"""From award to a working project: cohorts, ventures and how they land."""
