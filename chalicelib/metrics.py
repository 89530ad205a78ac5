"""Counts for CloudWatch, written as log lines in its embedded metric format; no personal data."""

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Sampark"


def count(name: str, **dimensions: str) -> None:
    """Count one `name`, by the given dimensions.

    Each count is a line of its own: the shared collector of Powertools is not safe with threads.
    """
    metrics = EphemeralMetrics(namespace=NAMESPACE, service="sampark-pipeline")
    for dimension, value in dimensions.items():
        metrics.add_dimension(name=dimension, value=value)
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
