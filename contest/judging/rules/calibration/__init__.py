"""Calibrated figures. The computation loads numpy and scipy, so it is only loaded where it runs: in a job's process."""

from contest.judging.rules.calibration.terms import Answer, Given, Line, Outlier, Question, Severity


def work_out(question: Question) -> Answer:
    """The answer to a question, in a process that may load what that takes."""
    from contest.judging.rules.calibration.answer import answer  # noqa: PLC0415 - numpy and scipy take a second

    return answer(question)


__all__ = ["Answer", "Given", "Line", "Outlier", "Question", "Severity", "work_out"]
