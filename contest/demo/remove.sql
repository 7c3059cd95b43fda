-- What belongs to a demonstration belongs to its editions, its entries or its people. Deleted in the order of the
-- foreign keys. Sealed records of the audit and of the scores stay, without the words of invented people.
create temp table gone_edition on commit drop as select id from edition where is_demo;
create temp table gone_round on commit drop as select id from round where edition in (table gone_edition);
create temp table gone_entry on commit drop as
    select id from submission where is_demo or edition in (table gone_edition);
create temp table gone_person on commit drop as select id from person where is_demo;
create temp table gone_judging on commit drop as select id from judging_round where round in (table gone_round);
create temp table gone_review on commit drop as
    select id from review where judging_round in (table gone_judging) or submission in (table gone_entry);
create temp table gone_decision on commit drop as select id from decision where round in (table gone_round);
create temp table gone_rubric on commit drop as select id from rubric where edition in (table gone_edition);
create temp table gone_file on commit drop as
    select file as id from submission_file where submission in (table gone_entry)
    union select file from referee where submission in (table gone_entry) and file is not null
    union select id from file where is_demo;

delete from retention_hold where submission in (table gone_entry) or set_by in (table gone_person)
    or lifted_by in (table gone_person);
delete from breach_person where person in (table gone_person)
    or breach in (select id from breach where noted_by in (table gone_person));
delete from breach where noted_by in (table gone_person);
delete from retention_rule where set_by in (table gone_person);
delete from venture_step where venture in (select id from venture where submission in (table gone_entry));
delete from funder_row where line in (select id from funder_line where report in
    (select id from funder_report where edition in (table gone_edition)));
delete from funder_line where report in (select id from funder_report where edition in (table gone_edition));
delete from funder_report where edition in (table gone_edition);
delete from product_inventory where venture in (select id from venture where submission in (table gone_entry));
delete from claim_check where venture in (select id from venture where submission in (table gone_entry));
delete from claim_review where person in (table gone_person) or edition in (table gone_edition);
delete from mentor_session where mentoring in
    (select id from mentoring where venture in (select id from venture where submission in (table gone_entry)));
delete from office_hour where mentor in
    (select id from mentor where person in (table gone_person) or edition in (table gone_edition));
delete from mentoring where venture in (select id from venture where submission in (table gone_entry));
delete from mentor where person in (table gone_person) or edition in (table gone_edition);
delete from stall_alert where venture in (select id from venture where submission in (table gone_entry));
delete from tranche_approval where tranche in
    (select t.id from tranche t join venture_grant g on g.id = t.venture_grant
      where g.venture in (select id from venture where submission in (table gone_entry)));
delete from tranche where venture_grant in
    (select id from venture_grant where venture in (select id from venture where submission in (table gone_entry)));
delete from venture_grant where venture in (select id from venture where submission in (table gone_entry));
delete from reopened_report where report in
    (select id from venture_report where venture in
      (select id from venture where submission in (table gone_entry)));
delete from indicator_value where venture in (select id from venture where submission in (table gone_entry));
delete from venture_report where venture in (select id from venture where submission in (table gone_entry));
delete from milestone_event where milestone in
    (select id from milestone where venture in (select id from venture where submission in (table gone_entry)));
delete from milestone_document where milestone in
    (select id from milestone where venture in (select id from venture where submission in (table gone_entry)));
update milestone set after = null where venture in (select id from venture where submission in (table gone_entry));
delete from milestone where venture in (select id from venture where submission in (table gone_entry));
delete from prize_condition where prize in
    (select id from prize where venture in (select id from venture where submission in (table gone_entry)));
delete from prize where venture in (select id from venture where submission in (table gone_entry));
delete from service_request where venture in (select id from venture where submission in (table gone_entry));
delete from landing_step where venture in (select id from venture where submission in (table gone_entry));
delete from landing_template where edition in (table gone_edition);
delete from venture_place where venture in (select id from venture where submission in (table gone_entry));
delete from venture_publicity where venture in (select id from venture where submission in (table gone_entry));
delete from node_venture where venture in (select id from venture where submission in (table gone_entry));
delete from roadmap_node where edition in (table gone_edition);
delete from venture_file where venture in (select id from venture where submission in (table gone_entry));
delete from venture_person
    where person in (table gone_person) or venture in (select id from venture where submission in (table gone_entry));
delete from venture where submission in (table gone_entry);
delete from cohort where edition in (table gone_edition);
delete from certificate where edition in (table gone_edition);
delete from issued_batch where edition in (table gone_edition);
delete from edition_certificates where edition in (table gone_edition);
delete from meeting where event in (select id from roadshow_event where round in (table gone_round));
delete from calendar_feed where person in (table gone_person);
delete from roadshow_event where round in (table gone_round);
delete from agreement where edition_id in (table gone_edition);
delete from party where submission in (table gone_entry);
delete from edition_design where edition in (table gone_edition);
delete from result_bundle where decision in (table gone_decision);
delete from live_pitch where judging_round in (table gone_judging) or submission in (table gone_entry);
delete from feedback where decision in (table gone_decision);
delete from feedback_text where submission in (table gone_entry) or review in (table gone_review);
delete from award_check where round in (table gone_round) or submission in (table gone_entry);
delete from objection_file where objection in
    (select id from objection where decision in (table gone_decision) or submission in (table gone_entry));
delete from objection where decision in (table gone_decision) or submission in (table gone_entry);
delete from decision_item where decision in (table gone_decision) or submission in (table gone_entry);
update decision set reverses = null, leads_to = null where id in (table gone_decision);
delete from decision where id in (table gone_decision);
delete from score_text where record in (select id from score_record where round in (table gone_round));
delete from discussion_message where judging_round in (table gone_judging) or submission in (table gone_entry);
delete from paper_sheet where review in (table gone_review);
delete from score where review in (table gone_review);
delete from review where id in (table gone_review);
delete from ranking where judging_round in (table gone_judging);
delete from assignment_plan where judging_round in (table gone_judging);
delete from bid where judging_round in (table gone_judging) or judge in (table gone_person);
delete from pair_ruling where judging_round in (table gone_judging) or judge in (table gone_person);
delete from panel_member where judging_round in (table gone_judging);
delete from panel where judging_round in (table gone_judging);
delete from stage_entry where judging_round in (table gone_judging) or submission in (table gone_entry);
delete from judging_stage where judging_round in (table gone_judging);
delete from judge_proposal where edition in (table gone_edition) or proposed_by in (table gone_person);
delete from judge_acceptance
    where person in (table gone_person) or terms in (select id from judge_terms where edition in (table gone_edition));
delete from judge_terms where edition in (table gone_edition);
delete from judge_profile where person in (table gone_person);
delete from judge_link where person in (table gone_person);
delete from tie_ruling where submission in (table gone_entry) or person in (table gone_person);
delete from judging_round where id in (table gone_judging);
delete from criterion where rubric in (table gone_rubric);
delete from rubric where id in (table gone_rubric);
delete from entry_opening
    where share in (select id from entry_share where submission in (table gone_entry));
delete from entry_share where submission in (table gone_entry);
delete from sharing_consent where submission in (table gone_entry);
delete from fit_news where submission in (table gone_entry);
delete from suggestion_plan where round in (table gone_round);
delete from tie where submission in (table gone_entry);
delete from information_request where submission in (table gone_entry);
delete from ruling where submission in (table gone_entry);
delete from standing where submission in (table gone_entry);
delete from submission_file where submission in (table gone_entry);
delete from entry_message where submission in (table gone_entry) or by in (table gone_person);
delete from never_seen where submission in (table gone_entry) or added_by in (table gone_person);
delete from referee where submission in (table gone_entry) or asked_by in (table gone_person);
delete from team_invitation where submission in (table gone_entry) or invited_by in (table gone_person);
delete from team_member where submission in (table gone_entry) or person in (table gone_person);
delete from entry_cap where edition in (table gone_edition);
delete from draft_step where submission in (table gone_entry);
delete from translation where submission in (table gone_entry);
delete from submission_version where submission in (table gone_entry);
delete from origin where submission in (table gone_entry);
delete from submission where id in (table gone_entry);
delete from file_part where file in (table gone_file);
delete from file where id in (table gone_file);
delete from extension where round in (table gone_round) or person in (table gone_person);
delete from late_code where round in (table gone_round);
delete from nomination where round in (table gone_round);
delete from link_count
    where link in (select l.id from partner_link l join partner p on p.id = l.partner
                    where p.edition in (table gone_edition));
delete from partner_link
    where partner in (select id from partner where edition in (table gone_edition));
delete from partner_person
    where partner in (select id from partner where edition in (table gone_edition)) or person in (table gone_person);
delete from self_check where edition in (table gone_edition);
delete from rules_text where edition in (table gone_edition);
delete from round_change where round in (table gone_round);
delete from round where id in (table gone_round);
delete from scene where edition in (table gone_edition);
delete from partner where edition in (table gone_edition);
delete from need where edition_id in (table gone_edition);
delete from counterpart_person
    where person in (table gone_person)
       or counterpart in (select id from counterpart where edition_id in (table gone_edition));
delete from counterpart where edition_id in (table gone_edition);
delete from counterpart_terms where edition_id in (table gone_edition);
delete from zone_scene where edition_id in (table gone_edition);
delete from role_grant where edition_id in (table gone_edition);
delete from person_request where person in (table gone_person);
delete from person_viewing where viewer in (table gone_person) or person in (table gone_person);
delete from saved_search where person in (table gone_person);
delete from search_columns where person in (table gone_person);
delete from entry_tag where by in (table gone_person) or submission in (table gone_entry);
delete from bulk_job
    where asked_by in (table gone_person) or entries && array(select id from gone_entry);
delete from mail_wording where edition_id in (table gone_edition);
delete from mail_letter_rule where edition_id in (table gone_edition);
delete from mail_refusal where email in (select email from person where is_demo);
delete from message
    where is_demo or recipient_id in (table gone_person) or edition_id in (table gone_edition);
delete from audit_text
    where record in (select id from audit_record where actor_id in (table gone_person));
delete from edition where id in (table gone_edition);
delete from consent where person in (table gone_person);
delete from person where id in (table gone_person);
delete from organisation where is_demo;
delete from outbox_event where moved_at is not null;
