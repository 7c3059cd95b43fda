"""What the demonstration's files promise."""

import re

from contest.challenge.rules.forms import check_complete, default_form
from contest.demo import data

# Quoted in press reports of the contest: no account is ever made of them.
REAL = {"郑新立", "张翼", "陈旭强", "穆克瑞", "刘鹏", "安妮·格鲁", "白雅婷"}


def test_every_entry_answers_all_that_its_form_asks() -> None:
    applicants = {applicant.entry: applicant for applicant in data.people().applicants}
    lacking = {}
    for entry in data.entries():
        words = {
            "title_en": entry.title_en,
            "title_zh": entry.title_zh,
            "summary_en": entry.summary_en,
            "summary_zh": entry.summary_zh,
            "scene": entry.scene,
            "country": entry.country,
            "applicant_type": entry.applicant_type,
            "organisation_name": applicants[entry.id].organisation,
            "contact_name": applicants[entry.id].name,
            "trl": str(entry.trl),
        }
        found = check_complete(default_form(entry.kind), data.answers()[entry.id] | words, {}, {entry.scene})
        lacking |= {f"{entry.id} {key}": str(text) for key, text in found.items() if key not in {"pitch_deck", "cv"}}
    assert lacking == {}


def test_answers_are_in_the_language_of_the_entrys_country() -> None:
    for entry in data.entries():
        for key, text in data.answers()[entry.id].items():
            is_chinese = re.search(r"[\u4e00-\u9fff]", text) is not None
            assert (entry.id, key, is_chinese) == (entry.id, key, entry.country == "CN")


def test_each_entry_has_one_applicant_and_nobody_exists() -> None:
    assert sorted(each.entry for each in data.people().applicants) == sorted(each.id for each in data.entries())
    names = [each.name for each in [*data.people().judges, *data.people().applicants]]
    assert len(set(names)) == len(names) == 36
    assert REAL & set(names) == set()
