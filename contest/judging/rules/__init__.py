"""How a panel judges: points and totals, the ranking, who judges what, the steps, and who may do what. All pure."""
