"""What becomes of an invoice comes in; what its sender is told of it goes out.

Rejections are told by ingest, which alone knows what could be read of a refused document. Here are the
statuses of an invoice that was received: `telling` says which event is told as what, `state` what was told
before. The package stands above the services, as the embedded pipeline does: it puts what ingest can write
together with what the coder decides.
"""
