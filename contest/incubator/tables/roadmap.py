"""A region's roadmap with the ventures that count towards it, where ventures are, and what they let be published."""

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.challenge.tables import Edition
from contest.incubator.tables import Venture, VentureFile
from contest.lib.clock import now
from contest.lib.ids import uuid7


class RoadmapNode(Table, tablename="roadmap_node"):
    """What a region wants to have reached by the end of a year."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=False, on_delete=OnDelete.cascade)
    year = Integer()
    title_en = Varchar(length=200, default="")
    title_zh = Varchar(length=200, default="")
    about_en = Text(default="")
    about_zh = Text(default="")
    created_at = Timestamptz(default=now)

    roadmap_node_year_uq = Unique([edition, year])
    roadmap_node_year_ck = Check("year between 2000 and 2100")
    roadmap_node_title_ck = Check("title_en <> '' or title_zh <> ''")


class NodeVenture(Table, tablename="node_venture"):
    """That a venture counts towards a node."""

    id = UUID(primary_key=True, default=uuid7)
    node = ForeignKey(RoadmapNode, null=False, index=False, on_delete=OnDelete.cascade)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    linked_by = UUID(null=True, default=None)
    linked_at = Timestamptz(default=now)

    node_venture_once_uq = Unique([node, venture])


class VenturePlace(Table, tablename="venture_place"):
    """Where a venture works: in the host region (`landed`), or where it was done again (`replication`), with whom and
    since when. `names_partner`: the partner agreed to be named in public. Degrees north and east."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=11)
    place_en = Varchar(length=120, default="")
    place_zh = Varchar(length=120, default="")
    country = Varchar(length=2)
    latitude = Numeric(digits=(7, 4), null=True, default=None)
    longitude = Numeric(digits=(7, 4), null=True, default=None)
    partner_en = Varchar(length=200, default="")
    partner_zh = Varchar(length=200, default="")
    names_partner = Boolean(default=False)
    since_on = Date()
    evidence = ForeignKey(VentureFile, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    added_by = UUID(null=True, default=None)
    added_at = Timestamptz(default=now)

    venture_place_kind_ck = Check("kind in ('landed', 'replication')")
    venture_place_name_ck = Check("place_en <> '' or place_zh <> ''")
    venture_place_partner_ck = Check("kind = 'landed' or partner_en <> '' or partner_zh <> ''")
    venture_place_degrees_ck = Check("latitude between -90 and 90 and longitude between -180 and 180")
    venture_place_both_ck = Check("(latitude is null) = (longitude is null)")


class VenturePublicity(Table, tablename="venture_publicity"):
    """What a venture's people let be published of it; without a row: nothing."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, unique=True, on_delete=OnDelete.cascade)
    shows_place = Boolean(default=False)
    shows_figures = Boolean(default=False)
    said_by = UUID(null=True, default=None)
    said_at = Timestamptz(default=now)
