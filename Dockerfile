# An image that holds the static command and nothing else: `make image` builds it, and others COPY --from it.
FROM scratch
COPY ejson /ejson
ENTRYPOINT ["/ejson"]
