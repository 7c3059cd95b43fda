"""A map of our own: every place within the frame, those too near one pin, north above south."""

from hypothesis import given
from hypothesis import strategies as st

from contest.site.rules import Panel, Spot, panel
from contest.site.rules.landed import HEIGHT, WIDTH

SPOTS = st.lists(
    st.builds(
        Spot,
        number=st.integers(1, 99),
        latitude=st.floats(-85, 85),
        longitude=st.floats(-180, 180),
        kind=st.sampled_from(["landed", "replication"]),
    ),
    min_size=1,
    max_size=20,
)


def drawn(*spots: Spot, least: float = 0.4) -> Panel:
    found = panel(spots, least_degrees=least)
    assert found is not None
    return found


@given(SPOTS)
def test_every_place_lies_within_the_frame(spots: list[Spot]) -> None:
    found = drawn(*spots)
    assert all(0 <= pin.x <= WIDTH and 0 <= pin.y <= HEIGHT for pin in found.pins)
    assert {one for pin in found.pins for one in pin.label.split("·")} == {str(one.number) for one in spots}
    assert found.bar <= WIDTH


def test_north_is_above_and_near_ones_are_one_pin() -> None:
    jiamao = Spot(number=1, latitude=18.6, longitude=109.7, kind="landed")
    paris = Spot(number=2, latitude=48.9, longitude=2.35, kind="replication")
    beside = Spot(number=3, latitude=18.61, longitude=109.71, kind="landed")
    wide = drawn(jiamao, paris, beside, least=60)
    assert [(pin.label, pin.kind) for pin in wide.pins] == [("1·3", "landed"), ("2", "replication")]
    assert wide.pins[1].y < wide.pins[0].y and wide.pins[1].x < wide.pins[0].x
    assert wide.coasts and wide.digits == 0
    near = drawn(jiamao, beside)
    assert not near.coasts and near.digits == 2 and near.bar_km == 10
    assert panel([], least_degrees=1) is None
