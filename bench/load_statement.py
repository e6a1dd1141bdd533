"""What a user would otherwise write: lxml iterparse and psycopg COPY, of the same rows into the same tables.

load_statement.py URL FILE
"""

import sys
from decimal import Decimal

import psycopg
from lxml import etree

NS = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}"
ENTRY = "ordinal, booked_on, value_on, amount, currency, category, description, reference, end_to_end_id, bank_code, locator"
DETAIL = "entry_ordinal, amount, end_to_end_id, uetr, debtor_name, debtor_account, creditor_name, remittance, locator"


def text(element, path):
    return element.findtext("/".join(NS + part for part in path.split("/")))


def entries(file):
    number = 0
    for _, element in etree.iterparse(file, tag=NS + "Ntry"):
        number += 1
        sign = -1 if text(element, "CdtDbtInd") == "DBIT" else 1
        amount = element.find(NS + "Amt")
        tx = element.find(NS + "NtryDtls/" + NS + "TxDtls")
        value = sign * Decimal(amount.text)
        code = text(element, "BkTxCd/Prtry/Cd")
        locator = f"Stmt[1]/Ntry[{number}]"
        yield (
            number, text(element, "BookgDt/Dt"), text(element, "ValDt/Dt"), value, amount.get("Ccy"),
            code.lower(), text(element, "AddtlNtryInf"), text(element, "AcctSvcrRef"),
            text(tx, "Refs/EndToEndId"), code, locator,
        ), (
            number, value, text(tx, "Refs/EndToEndId"), text(tx, "Refs/UETR"),
            text(tx, "RltdPties/Dbtr/Pty/Nm"), text(tx, "RltdPties/DbtrAcct/Id/Othr/Id"),
            text(tx, "RltdPties/Cdtr/Pty/Nm"), text(tx, "RmtInf/Ustrd"), locator + "/TxDtls[1]",
        )
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def main(url, file):
    # Two connections: one for entries and one for their details, since a COPY occupies its connection.
    with psycopg.connect(url) as first, psycopg.connect(url) as second:
        for connection, table in ((first, "cash_entry"), (second, "cash_entry_detail")):
            connection.execute(f"create table public.python_{table} (like ledger.{table} including all)")
        first.commit(), second.commit()
        with first.cursor().copy(f"copy public.python_cash_entry (version_id, {ENTRY}) from stdin") as to_entries, \
                second.cursor().copy(f"copy public.python_cash_entry_detail (version_id, ordinal, {DETAIL}) from stdin") as to_details:
            for entry, detail in entries(file):
                to_entries.write_row((1, *entry))
                to_details.write_row((1, 1, *detail))


main(*sys.argv[1:])
