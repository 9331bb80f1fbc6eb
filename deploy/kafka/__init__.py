"""One Kafka node for a laptop, a trial or a test: `python -m deploy.kafka.local start|stop|status`."""
