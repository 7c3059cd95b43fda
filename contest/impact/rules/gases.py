"""Greenhouse gases as kilograms of carbon dioxide, over a hundred years.

Source: IPCC AR6 working group I, table 7.SM.7; methane apart by origin as the GHG Protocol prints it (August 2024).
"""

from collections.abc import Mapping

GWP100_AR6: dict[str, float] = {
    "CO2": 1.0,
    "CH4_fossil": 29.8,
    "CH4_non_fossil": 27.0,
    "N2O": 273.0,
    "HFC-23": 14600.0,
    "HFC-32": 771.0,
    "HFC-125": 3740.0,
    "HFC-134a": 1530.0,
    "HFC-152a": 164.0,
    "R-410A": 2255.5,
    "CF4": 7380.0,
    "NF3": 17400.0,
    "SF6": 25200.0,
}


def kgco2e(gas_kg: Mapping[str, float]) -> float:
    """Sum of mass times GWP100 (AR6), for kilograms by gas; an unknown gas is a `KeyError`."""
    return sum(mass * GWP100_AR6[gas] for gas, mass in gas_kg.items())
