"""Every metric of Kontera. The help of each is for the person on call: what it says and what to do about it.

Labels are few and bounded: `service` is one of five, `outcome` and `code` come from the contract, `topic`
from the table of topics. Never an id, a supplier or a document.
"""

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

documents = Counter(
    "kontera_documents_total",
    "Documents that left a service, by outcome. Flat while lag grows: the service is stuck, look at its log.",
    ["service", "outcome"],
)
rejections = Counter(
    "kontera_rejections_total",
    "Documents refused, by code. A jump is mostly one sender's new software: see the rejected documents.",
    ["code"],
)
batch_seconds = Histogram(
    "kontera_batch_seconds",
    "Time from a batch read to its outcome durable. Above 5 s: lower KONTERA_KAFKA__BATCH_SIZE.",
    ["service"],
    buckets=SECONDS,
)
batch_records = Histogram(
    "kontera_batch_records",
    "Records in a batch. Always at the batch size: the service is behind its input, add a worker.",
    ["service"],
    buckets=(1, 5, 20, 50, 100, 250, 500, 1000, 5000),
)
lag = Gauge(
    "kontera_lag_records",
    "Records waiting in a topic for this worker. Growing for 15 minutes: add a worker of this service.",
    ["service", "topic"],
)
assigned_partitions = Gauge(
    "kontera_assigned_partitions",
    "Partitions this worker reads. 0 on every worker of a service: nothing is read, look at the broker.",
    ["service"],
)
dead_letters = Counter(
    "kontera_dead_letters_total",
    "Records set aside as unreadable, by code. Any at all: read `dead.letter`, mend the writer, replay.",
    ["service", "code"],
)
transactions_aborted = Counter(
    "kontera_transactions_aborted_total",
    "Transactions given up and tried again. A few at a rebalance are normal; a steady rate is a sick broker.",
    ["service"],
)
retries = Counter(
    "kontera_retries_total",
    "Batches tried again because something outside failed, by code. Steady: look at what the code names.",
    ["service", "code"],
)
state_loads = Histogram(
    "kontera_state_load_seconds",
    "Time to load a partition's state on assignment. Above 60 s: lower the service's SNAPSHOT_EVERY.",
    ["service"],
    buckets=(0.1, 0.5, 1, 5, 15, 60, 300),
)
last_progress = Gauge(
    "kontera_last_progress_timestamp_seconds",
    "When a service last finished a batch. Old with lag above 0: restart the worker and keep its log.",
    ["service"],
)
review_queue = Gauge(
    "kontera_review_queue_invoices",
    "Invoices that wait for a person. Growing for days: fewer are released, see the model's quality.",
)
model_info = Gauge(
    "kontera_model_info",
    "1 for the model this coder serves. Two versions for long: a coder did not get the new file.",
    ["version"],
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(registry: CollectorRegistry = REGISTRY) -> bytes:
    """All metrics in Prometheus' text format, to be served as `CONTENT_TYPE`."""
    return generate_latest(registry)
