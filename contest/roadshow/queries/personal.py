"""What a roadshow holds of people."""

from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept
from contest.submissions.queries.personal import emptied_sql

_OF_PARTY = emptied_sql("(select p.submission from party p where p.id = t.party)")
_TRAVELLER = "(select pp.person from party_person pp where pp.id = t.person)"
_GUEST = "(select pe.id from person pe where t.email <> '' and pe.email = t.email)"
_SAID = {"next_step": "''", "who": "''", "note": "''"}

KEPT = (
    Kept(
        key="events",
        title=N_("Events that you take part in"),
        sql="""select coalesce(nullif(r.name_en, ''), r.name_zh) as round, s.code, y.joined_at as since,
                      y.left_at as ended, p.here_at as at
                 from party_person p join party y on y.id = p.party join roadshow_event e on e.id = p.event
                 join round r on r.id = e.round left join submission s on s.id = y.submission
                where p.person = $1 order by y.id""",
    ),
    Kept(
        key="wishes",
        title=N_("Whom you wish to meet"),
        sql="""select coalesce(s.code, nullif(o.name_en, ''), o.name_zh) as what, w.mark as kind, w.note,
                      w.said_at as at
                 from wish w join party_person me on me.party = w.party join party y on y.id = w.about
                 left join submission s on s.id = y.submission
                 left join counterpart c on c.id = y.counterpart left join organisation o on o.id = c.organisation
                where me.person = $1 order by w.said_at, w.id""",
    ),
    Kept(
        key="outcomes",
        title=N_("What you said of meetings"),
        sql="""select outcome as what, next_step as text, who as name, note, said_at as at
                 from meeting_outcome where said_by = $1 order by said_at, id""",
    ),
    Kept(
        key="letters",
        title=N_("Letters of invitation"),
        sql="""select coalesce(nullif(r.name_en, ''), r.name_zh) as round, l.number as code, l.state as kind,
                      l.asked_at as at
                 from visa_letter l join party_person p on p.id = l.person join roadshow_event e on e.id = p.event
                 join round r on r.id = e.round where p.person = $1 order by l.asked_at, l.id""",
    ),
    Kept(
        key="audience",
        title=N_("Events to which you came as one of the audience"),
        sql="""select coalesce(nullif(r.name_en, ''), r.name_zh) as round, g.body as organisation, g.said_at as at,
                      g.gone_at as ended
                 from event_guest g join roadshow_event e on e.id = g.event join round r on r.id = e.round
                where g.email <> '' and g.email = (select email from person where id = $1) order by g.said_at, g.id""",
    ),
)

SEEN = (
    """select m.made_at as at, coalesce(nullif(o.name_en, ''), o.name_zh) as who, o.country as place, '' as what,
              'contacts' as ground, s.code
         from party_person me join meeting m on m.entry = me.party and m.state in ('accepted', 'published', 'no_show')
         join party y on y.id = m.other join counterpart c on c.id = y.counterpart
         join organisation o on o.id = c.organisation join party own on own.id = me.party
         join submission s on s.id = own.submission
        where me.person = $1 and exists (select from consent k where k.person = $1 and k.purpose = 'contacts'
                                            and (k.ended_at is null or k.ended_at > m.made_at))""",
)

ERASED = (
    Erased(table="visa_letter", person=_TRAVELLER),
    Erased(table="venue_pack", person="t.asked_by"),
    Erased(table="event_guest", person=_GUEST, to={"name": "''", "email": "''", "body": "''"}),
    Erased(table="party_assistant", person="t.person"),
    Erased(table="calendar_feed", person="t.person"),
    Erased(table="party_person", person="t.person"),
    Erased(table="wish", person=_OF_PARTY, to={"note": "''"}),
    Erased(table="meeting_outcome", person=_OF_PARTY, to=_SAID),
    Erased(table="meeting_outcome", person="t.said_by", to=_SAID),
)

# Times, places and plans, by codes.
OF_NOBODY = (
    "event_agreement", "meeting", "meeting_fit", "meeting_plan", "meeting_slot", "meeting_table", "party", "party_away",
    "pitch", "pitch_draw", "programme_item", "programme_release", "roadshow_event",
)  # fmt: skip
