"""Follows won deals and approvals of a company.

KAFKA_BROKERS (host:port, …), SALESAGENT_COMPANY (slug), CONTRACTS (folder with the JSON Schemas),
STATE (file, ledger.sqlite), GROUP (consumer-python).
"""

import json
import os
import signal
import sys
from pathlib import Path

from kafka import KafkaConsumer

from ledger import Contracts, Ledger, Message


def needed(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        sys.exit(f"Set {name}.")
    return value


def main() -> None:
    company = needed("SALESAGENT_COMPANY")
    ledger = Ledger(os.environ.get("STATE", "ledger.sqlite"), Contracts(Path(needed("CONTRACTS"))))
    consumer = KafkaConsumer(
        f"{company}.crm.opportunity",
        f"{company}.gate.action",
        bootstrap_servers=needed("KAFKA_BROKERS").split(","),
        group_id=os.environ.get("GROUP", "consumer-python"),
        # Topics keep everything: a new group begins at the beginning and has it all.
        auto_offset_reset="earliest",
        # The ledger knows how far we are; Kafka's offset only says where to look, so it is committed afterwards.
        enable_auto_commit=False,
        session_timeout_ms=6_000,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while True:
            batches = consumer.poll(timeout_ms=500)
            for records in batches.values():
                for record in records:
                    headers = {name: value.decode() for name, value in record.headers}
                    outcome = ledger.take(Message(headers, (record.value or b"").decode(errors="replace")))
                    told = {"outcome": outcome, "type": headers.get("ce_type"), "sequence": headers.get("ce_sequence")}
                    print(json.dumps({**told, "key": headers.get("ce_subject")}), flush=True)
                    if outcome == "held":
                        print(f"Missing: {ledger.gaps()}", file=sys.stderr, flush=True)
            if batches:
                consumer.commit()
    finally:
        consumer.close(autocommit=False)


if __name__ == "__main__":
    main()
