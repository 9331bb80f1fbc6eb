from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families

from services.runtime import metrics

ALL = [value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase)]


def test_every_metric_has_our_prefix_and_a_sentence_for_the_person_on_call() -> None:
    assert len(ALL) > 10
    for metric in ALL:
        (family,) = metric.collect()
        assert family.name.startswith("kontera_")
        assert family.documentation.endswith(".")
        assert len(family.documentation.split()) > 6


def test_labels_are_few_and_of_bounded_kinds() -> None:
    for metric in ALL:
        assert set(metric._labelnames) <= {"service", "outcome", "code", "topic", "version"}


def test_the_exposition_is_what_prometheus_reads() -> None:
    metrics.documents.labels("coder", "invoice.coded").inc(0)
    families = {family.name for family in text_string_to_metric_families(metrics.exposition().decode())}
    assert "kontera_documents" in families
