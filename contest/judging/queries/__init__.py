"""Reads of judging, and what the database promises about it."""

from contest.audit.queries import invariants
from contest.judging.queries.advancing import Contenders, contenders
from contest.judging.queries.assignment import Terms, assignment_page, bid_page, case_of, hold_plan
from contest.judging.queries.bias import watched
from contest.judging.queries.bundle import result_bundle
from contest.judging.queries.capacity import capacity_page
from contest.judging.queries.closeness import check, ties_page
from contest.judging.queries.decisions import Item, decision_facts, decision_items, decision_page
from contest.judging.queries.discussion import discussion_page, discussions_page
from contest.judging.queries.exports import review_rows, review_table
from contest.judging.queries.feedback import decision_of_text, feedback_page, packets
from contest.judging.queries.links import arriving, links_page, my_link
from contest.judging.queries.listed import my_reviews, open_reviews
from contest.judging.queries.live import live_now, pitches_page
from contest.judging.queries.objections import decision_of_objection, evidence, my_objections, objections_to_answer
from contest.judging.queries.overview import overview
from contest.judging.queries.panel import declarable, declaring
from contest.judging.queries.panels import on_panel, panel_page, partner_edition, proposals_page
from contest.judging.queries.people import (
    all_terms,
    cities_known,
    directory,
    my_profile,
    next_step_of,
    scenes_known,
    seat_of,
    terms_of,
)
from contest.judging.queries.ranking import ranking, uncertain_entries
from contest.judging.queries.reviews import ReviewPage, live_round_of, next_review, review_file, review_page
from contest.judging.queries.rounds import judging_of, round_to_follow
from contest.judging.queries.rubrics import rubric, rubrics_page, version_before
from contest.judging.queries.sealed import revealed_sql
from contest.judging.queries.sheets import sheet_page, sheets_page
from contest.judging.queries.stages import stage_page
from contest.judging.queries.waiving import waiver_page
from contest.judging.rules.ledger import SCORES

__all__ = [
    "INVARIANTS",
    "Contenders",
    "Item",
    "ReviewPage",
    "Terms",
    "all_terms",
    "arriving",
    "assignment_page",
    "bid_page",
    "capacity_page",
    "case_of",
    "check",
    "cities_known",
    "contenders",
    "decision_facts",
    "decision_items",
    "decision_of_objection",
    "decision_of_text",
    "decision_page",
    "declarable",
    "declaring",
    "directory",
    "discussion_page",
    "discussions_page",
    "evidence",
    "feedback_page",
    "hold_plan",
    "judging_of",
    "links_page",
    "live_now",
    "live_round_of",
    "my_link",
    "my_objections",
    "my_profile",
    "my_reviews",
    "next_review",
    "next_step_of",
    "objections_to_answer",
    "on_panel",
    "open_reviews",
    "overview",
    "packets",
    "panel_page",
    "partner_edition",
    "pitches_page",
    "proposals_page",
    "ranking",
    "result_bundle",
    "revealed_sql",
    "review_file",
    "review_page",
    "review_rows",
    "review_table",
    "round_to_follow",
    "rubric",
    "rubrics_page",
    "scenes_known",
    "seat_of",
    "sheet_page",
    "sheets_page",
    "stage_page",
    "terms_of",
    "ties_page",
    "uncertain_entries",
    "version_before",
    "waiver_page",
    "watched",
]

INVARIANTS: dict[str, str] = {
    **invariants(SCORES),
    "a signed or reopened review is in the ledger as it is stored": """
        select rv.id from review rv left join lateral (
            select step, data from score_record r where r.review = rv.id order by at desc, id desc limit 1) last on true
         where rv.state = 'reopened' and last.step is distinct from 'reopened'
            or rv.state = 'signed' and (last.step in ('signed', 'changed')
               and (last.data->>'total')::numeric = rv.total
               and (select jsonb_object_agg(c.key, sc.points) from score sc join criterion c on c.id = sc.criterion
                     where sc.review = rv.id)
                 = (select jsonb_object_agg(key, value::numeric) from jsonb_each_text(last.data->'points')))
               is not true""",
    "the weights of a rubric add up to 100": """
        select ru.id, sum(c.weight) from rubric ru left join criterion c on c.rubric = ru.id
         group by ru.id having sum(c.weight) is distinct from 100""",
    "a signed review's total is what its scores make": """
        select rv.id, rv.total from review rv join rubric ru on ru.id = rv.rubric
         where rv.state = 'signed' and rv.total is distinct from (
            select round(sum(c.weight * sc.points) / ru.highest, 2)
              from score sc join criterion c on c.id = sc.criterion where sc.review = rv.id)""",
    "a signed review has points on every criterion of its rubric": """
        select rv.id from review rv join criterion c on c.rubric = rv.rubric
          left join score sc on sc.review = rv.id and sc.criterion = c.id
         where rv.state = 'signed' and sc.id is null""",
    "points are on the rubric's scale": """
        select sc.id from score sc join criterion c on c.id = sc.criterion join rubric ru on ru.id = c.rubric
         where sc.points > ru.highest or mod(sc.points, ru.step) <> 0""",
    "nobody reviews an entry they are tied to": """
        select rv.id from review rv join tie t on t.submission = rv.submission and t.person = rv.judge
         where rv.state <> 'recused'""",
    "a review is of the version that stands in its round, by its rubric": """
        select rv.id from review rv join judging_round jr on jr.id = rv.judging_round
          left join standing st on st.submission = rv.submission and st.round = jr.round and st.version = rv.version
         where st.id is null or rv.rubric not in (jr.rubric, coalesce(jr.talent_rubric, jr.rubric))""",
    "a round has one decision that holds": """
        select round, count(*) from decision where state <> 'reversed' group by round having count(*) > 1""",
    "a final decision and the standings say the same": """
        select i.id from decision d join decision_item i on i.decision = d.id
          join standing st on st.round = d.round and st.submission = i.submission
         where d.state = 'final' and st.state <> i.outcome""",
    "a final decision has no objection that waits or was upheld": """
        select o.id from objection o join decision d on d.id = o.decision
         where d.state = 'final' and o.state <> 'dismissed'""",
    "feedback is of a decision that was published, and no text waits in what is released": """
        select f.id from feedback f join decision d on d.id = f.decision
         where d.state = 'drafted' or f.released_at is not null and exists (
               select from feedback_text t where t.feedback = f.id and t.state = 'waiting')""",
    "nobody declares conflicts before they agreed to the terms": """
        select id, person from panel_member where declared_at is not null and accepted_at is null""",
    "nobody is ruled free of an entry and tied to it by a search": """
        select g.id, t.id from tie_ruling g join tie t on t.submission = g.submission and t.person = g.person
         where not g.is_tied and t.source = 'found' and t.kind not in ('own', 'team')""",
    "whoever is ruled too close to an entry is tied to it": """
        select g.id from tie_ruling g where g.is_tied and not exists (
            select from tie t where t.submission = g.submission and t.person = g.person)""",
    "a part of a panel is read by judges of its own round": """
        select m.id, p.id from panel_member m join panel p on p.id = m.panel
         where p.judging_round <> m.judging_round""",
    "a review of a later stage is of an entry that was taken on to it": """
        select rv.id from review rv join judging_stage js on js.judging_round = rv.judging_round and js.kind = rv.stage
         where exists (select from stage_entry x where x.judging_round = rv.judging_round and x.kind = rv.stage)
           and not exists (select from stage_entry x where x.judging_round = rv.judging_round and x.kind = rv.stage
                              and x.submission = rv.submission)""",
    "the stage of full reviews and its round say the same": """
        select s.id from judging_stage s join judging_round jr on jr.id = s.judging_round
         where s.kind = 'full' and (s.reads, s.least_valid) <> (jr.reviews_each, jr.least_valid)""",
}
