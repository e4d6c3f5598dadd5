# The doors. `make demo` shows the main job, `make test` runs the tests; both install what they miss.

PREFIX ?= /usr/local
RELEASE = .build/release/ejson
STATIC = .build-static/dist/ejson

.PHONY: help demo test install uninstall release static image containers lint format clean

help: ## these lines
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-10s %s\n", $$1, $$2 }'

demo: release ## the main job, end to end, in a temporary directory
	@Scripts/demo "$(CURDIR)/$(RELEASE)"

test: dependencies ## all tests
	swift test --parallel

release: dependencies
	@test -x $(RELEASE) || echo "Building; the first time takes a minute or two."
	@swift build --configuration release --product ejson --quiet

install: release ## the command, to PREFIX/bin (PREFIX=/usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(RELEASE) "$(DESTDIR)$(PREFIX)/bin/ejson"

uninstall: ## what install has put there
	rm -f "$(DESTDIR)$(PREFIX)/bin/ejson"

static: dependencies ## one static file for Linux: .build-static/dist/ejson
	swift build --configuration release --product ejson --static-swift-stdlib -Xswiftc -static-executable \
		--scratch-path .build-static --quiet
	install -d $(dir $(STATIC))
	strip -o $(STATIC) .build-static/release/ejson
	@ls -l $(STATIC)

image: static ## an image `ejson` that holds only the static file
	docker build -t ejson -f Dockerfile $(dir $(STATIC))

containers: static ## the tests with a real Docker engine; they need root
	Scripts/install-dependencies docker.io iptables docker-compose busybox-static binutils python3 python3-yaml
	Tests/Containers/run $(STATIC)

lint: ## the format of the sources, strictly
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

format: ## the sources, formatted in place
	swift format --in-place --parallel --recursive Package.swift Sources Tests

clean: ## what the builds have made
	swift package clean

.PHONY: dependencies
dependencies:
	@Scripts/install-dependencies
