# The doors. `make demo` shows the main job, `make test` runs the tests; both install what they miss.

PREFIX ?= /usr/local
DEST = $(DESTDIR)$(PREFIX)
RELEASE = .build/release/ejson
STATIC = .build-static/dist/ejson
ORDERED = .build-static/ordered/ejson
SERVICE = .build-static/service/WebhookService
AGENT = .build-agent-release/release/ejson-agent
PACKAGES = .build-packages/dist
# What the stand-in for kubelet needs from PyPI.
KUBELET = .build-kubelet
# What makes the site of the documentation, from PyPI; the site; and the path below which it is served, such as /ejson-swift.
GENERATOR = .build-site/generator
SITE = .build/site
SITE_PATH =
SWIFT_SOURCES = Package.swift Sources Fuzz Tests Examples $(addprefix Benchmarks/,Package.swift Sources Benchmarks)

# The day that the man pages bear: that of their last change.
MAN_DATE = 2026-11-28

# For how long `make fuzz` tries each property.
SECONDS = 10

# The order in which the linker lays functions and variables: empty, or what `make ordered` has recorded.
LINKED_ORDER = .build-static/linked-order
STATIC_FLAGS = --static-swift-stdlib -Xswiftc -static-executable -Xswiftc -use-ld=lld -Xlinker --build-id=none \
	-Xswiftc -Xfrontend -Xswiftc -function-sections \
	-Xlinker --symbol-ordering-file=$(CURDIR)/$(LINKED_ORDER) -Xlinker --no-warn-symbol-ordering \
	-Xlinker -Map=$(CURDIR)/$(STATIC).map

# One of five builds once lacked a bounds check that the others had: what the optimizer does can depend on the addresses of
# its own tables. They are not randomized where the system allows that.
FIXED_ADDRESSES = $(shell setarch --addr-no-randomize true 2>/dev/null && echo setarch --addr-no-randomize)

# What `make ordered` takes instead of a record of its own.
START_ORDER =

# On Linux the Swift runtime is linked in, so that the command runs where Swift is not installed.
ifeq ($(shell uname),Linux)
RELEASE_FLAGS = --static-swift-stdlib
endif

.PHONY: help demo test agent agent-release volumes csi protocols system packages fuzz services service docs site pictures measure bench fleet scaling man install install-agent uninstall release static ordered image containers completions faults readers lint format clean

help: ## these lines
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-12s %s\n", $$1, $$2 }'

demo: release ## the main job, end to end, in a temporary directory
	@Scripts/demo "$(CURDIR)/$(RELEASE)"

test: dependencies ## all tests of the package, the provider for swift-configuration included
	@Scripts/install-dependencies git openssh-client python3 python3-nacl strace util-linux bash dash $(shell command -v busybox >/dev/null || echo busybox-static)
	swift test --parallel --traits Configuration

services: static service agent-release ## packages that use the library as a service does, and the example service under load
	Tests/Consumers/run
	EJSON_BINARY=$(CURDIR)/$(STATIC) AGENT_BINARY=$(CURDIR)/$(AGENT) SERVICE_BINARY=$(CURDIR)/$(SERVICE) \
		Examples/WebhookService/test

service: dependencies ## the example service as one static file for Linux; the first build takes minutes
	@install -d $(dir $(SERVICE))
	swift build --package-path Examples/WebhookService --configuration release --product WebhookService \
		--static-swift-stdlib -Xswiftc -static-executable --scratch-path Examples/WebhookService/.build-static \
		> $(dir $(SERVICE))log 2>&1 || { cat $(dir $(SERVICE))log; exit 1; }
	@! grep -E '^$(CURDIR)/(Sources|Examples/WebhookService/Sources)/.*: warning:' $(dir $(SERVICE))log
	strip -o $(SERVICE) Examples/WebhookService/.build-static/release/WebhookService
	@ls -l $(SERVICE)

docs: dependencies ## one site of Docs and the library's documentation, links checked: .build/site
	EJSON_DOCS=1 swift package --traits Configuration --allow-writing-to-directory .build/documentation \
		generate-documentation --target EJSON --target EJSONConfiguration --target EJSONDecoding --target EJSONTesting \
		--enable-experimental-combined-documentation --transform-for-static-hosting --warnings-as-errors \
		--hosting-base-path $(SITE_PATH)/library --output-path .build/documentation
	@$(MAKE) --no-print-directory site

# Warnings are errors, and so is a link that leads nowhere. Two builds of one commit are the same, byte for byte.
site: ## that site again, around the library's documentation as it was built last
	@test -d .build/documentation || { echo "the library's documentation is not there: make docs makes both"; exit 1; }
	@Scripts/install-dependencies git mandoc python3 python3-venv
	test -x $(GENERATOR)/bin/python || python3 -m venv $(GENERATOR)
	$(GENERATOR)/bin/pip install --quiet --disable-pip-version-check --requirement Docs/site/requirements.txt
	rm -rf $(SITE) .build-site/pages .build-site/read
	$(GENERATOR)/bin/python Docs/site/pages.py .build-site/pages .build/documentation
	$(GENERATOR)/bin/sphinx-build --builder html --quiet --fail-on-warning --keep-going --jobs auto \
		--conf-dir Docs/site --doctree-dir .build-site/read .build-site/pages $(SITE)
	rm -rf $(SITE)/.buildinfo $(SITE)/_sources
	$(GENERATOR)/bin/python Docs/site/library.py .build/documentation $(SITE) $(SITE_PATH)
	Docs/site/test-links
	Docs/site/check-links $(SITE) $(SITE_PATH)
	@echo "The start page is $(SITE)/index.html. The library's pages need a server:"
	@echo "python3 -m http.server --bind 127.0.0.1 --directory $(SITE) 8000, then http://127.0.0.1:8000/"

pictures: ## of that site in Chromium, to look at: .build-site/pictures; reports what a picture does not show
	@Scripts/install-dependencies chromium python3
	$(GENERATOR)/bin/pip install --quiet --disable-pip-version-check playwright==1.65.2
	$(GENERATOR)/bin/python Docs/site/pictures $(SITE) .build-site/pictures $(PAGES)

measure: dependencies ## what linking the library costs a service: time, size, lookups a second
	Tests/Consumers/measure

# For debugging: the daemon, the command beside it, and the tests of the daemon's targets; SANITIZE=thread finds races. The
# tests over real sockets, with engines and with kubelet's stand-in take the daemon as it is released.
AGENT_DEBUG = --traits Agent --scratch-path .build-agent $(if $(SANITIZE),--sanitize $(SANITIZE))

agent: dependencies release agent-release ## the daemon ejson-agent and its tests; see Docs/agent.md
	@Scripts/install-dependencies python3 util-linux faketime strace
	swift build $(AGENT_DEBUG) --build-tests
	swift test $(AGENT_DEBUG) --skip-build --filter 'EJSONAgentTests|EJSONVolumesTests|EJSONVolumeDriverTests'
	Tests/Agent/run $(AGENT) $(RELEASE)
	Tests/Agent/memory $(AGENT) $(RELEASE)

# The Swift runtime is linked in; the C library, libsodium and the C++ library are the system's. Two builds are the same, byte
# for byte, whatever their directory.
AGENT_FLAGS = --traits Agent --product ejson-agent --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker --build-id=none \
	-Xlinker -z -Xlinker now -Xswiftc -file-prefix-map -Xswiftc "$(CURDIR)=." -Xcc "-ffile-prefix-map=$(CURDIR)=."

agent-release: dependencies ## the daemon as it is released: .build-agent-release/release/ejson-agent
	@install -d .build-agent-release
	swift build --configuration release $(AGENT_FLAGS) --scratch-path .build-agent-release \
		> .build-agent-release/log 2>&1 || { tail -40 .build-agent-release/log; exit 1; }
	@ls -l $(AGENT)

packages: ordered agent-release ## .deb, .rpm, archives, a formula, a bill of materials, checksums: .build-packages/dist
	@Scripts/install-dependencies git binutils dpkg-dev lintian rpm ruby python3 python3-venv
	Packaging/packages $(ORDERED) $(AGENT) $(PACKAGES)
	Packaging/check $(ORDERED) $(AGENT) $(PACKAGES)

system: packages ## a Debian that boots: units, credentials, packages; needs root and Linux
	@test "$$(id -u)" = 0 || { echo "make system needs root: it mounts, and boots a system"; exit 1; }
	Scripts/install-dependencies debootstrap systemd-container swtpm gcc musl-tools rpm python3 $(shell command -v busybox >/dev/null || echo busybox-static)
	Tests/System/run $(ORDERED) $(AGENT) $(PACKAGES)

volumes: release agent-release ## the volume plugin, with Docker and Podman; needs root and Linux. See Docs/volumes.md
	@test "$$(id -u)" = 0 || { echo "make volumes needs root: it mounts"; exit 1; }
	@Scripts/install-dependencies python3 strace util-linux docker.io iptables docker-compose podman runc busybox-static
	Tests/Volumes/run $(AGENT) $(RELEASE)

csi: release agent-release ## the driver for Kubernetes, with a stand-in for kubelet; needs root and Linux. See Docs/kubernetes.md
	@test "$$(id -u)" = 0 || { echo "make csi needs root: it mounts"; exit 1; }
	@Scripts/install-dependencies python3 python3-venv strace util-linux
	test -x $(KUBELET)/bin/python || python3 -m venv $(KUBELET)
	$(KUBELET)/bin/pip install --quiet --disable-pip-version-check grpcio grpcio-tools kubernetes-validate PyYAML
	$(KUBELET)/bin/python Tests/Kubernetes/run $(AGENT) $(RELEASE)

protocols: dependencies ## the Swift code of Sources/ContainerStorage/Protocols; the first time takes minutes
	Scripts/generate-protocols

fuzz: dependencies ## look for inputs that break a property of Fuzz/Properties, SECONDS=10 for each
	Fuzz/run $(SECONDS)

# BUILD_FLAGS is for those who build packages: --disable-sandbox where the build has a sandbox already.
release: dependencies
	@test -x $(RELEASE) || echo "Building; the first time takes a minute or two."
	@install -d .build
	@swift build --configuration release --product ejson --quiet $(RELEASE_FLAGS) $(BUILD_FLAGS) > .build/release.log 2>&1 \
		|| { cat .build/release.log; exit 1; }

install: release ## command, man pages and completions, to PREFIX (PREFIX=/usr/local)
	install -d "$(DEST)/bin" "$(DEST)/share/man/man1" "$(DEST)/share/bash-completion/completions" \
		"$(DEST)/share/zsh/site-functions" "$(DEST)/share/fish/vendor_completions.d"
	install -s -m 755 $(RELEASE) "$(DEST)/bin/ejson"
	ln -sf ejson "$(DEST)/bin/ejson2env"
	install -m 644 $(filter-out Docs/man/ejson-agent%,$(wildcard Docs/man/*.1)) "$(DEST)/share/man/man1"
	$(RELEASE) --generate-completion-script bash > "$(DEST)/share/bash-completion/completions/ejson"
	$(RELEASE) --generate-completion-script zsh > "$(DEST)/share/zsh/site-functions/_ejson"
	$(RELEASE) --generate-completion-script fish > "$(DEST)/share/fish/vendor_completions.d/ejson.fish"

# The units name /usr/local/bin. Nothing is enabled: see Docs/agent.md.
install-agent: agent-release ## the daemon, its units, man pages and completions, to PREFIX; needs root
	install -d "$(DEST)/bin" "$(DEST)/share/man/man1" "$(DEST)/share/bash-completion/completions" \
		"$(DEST)/share/zsh/site-functions" "$(DEST)/share/fish/vendor_completions.d" "$(DESTDIR)/etc/default" \
		$(addprefix "$(DEST)/lib"/,systemd/system systemd/system-preset sysusers.d tmpfiles.d)
	install -s -m 755 $(AGENT) "$(DEST)/bin/ejson-agent"
	install -m 644 Docs/man/ejson-agent*.1 "$(DEST)/share/man/man1"
	for unit in Packaging/systemd/*; do \
		sed 's|/usr/local/bin/|$(PREFIX)/bin/|' $$unit > "$(DEST)/lib/systemd/system/$${unit##*/}" || exit; done
	install -m 644 Packaging/system-preset/* "$(DEST)/lib/systemd/system-preset"
	install -m 644 Packaging/sysusers.d/* "$(DEST)/lib/sysusers.d"
	install -m 644 Packaging/tmpfiles.d/* "$(DEST)/lib/tmpfiles.d"
	test -e "$(DESTDIR)/etc/default/ejson-agent" || install -m 644 Packaging/default/ejson-agent "$(DESTDIR)/etc/default"
	$(AGENT) generate completions bash > "$(DEST)/share/bash-completion/completions/ejson-agent"
	$(AGENT) generate completions zsh > "$(DEST)/share/zsh/site-functions/_ejson_agent"
	$(AGENT) generate completions fish > "$(DEST)/share/fish/vendor_completions.d/ejson-agent.fish"
	@echo "Next: systemd-sysusers && systemd-tmpfiles --create ejson-agent.conf && systemctl daemon-reload"

uninstall: ## what install has put there
	rm -f "$(DEST)/bin/ejson" "$(DEST)/bin/ejson2env" "$(DEST)"/share/man/man1/ejson.1 \
		"$(DEST)"/share/man/man1/ejson-*.1 "$(DEST)/share/bash-completion/completions/ejson" \
		"$(DEST)/share/zsh/site-functions/_ejson" "$(DEST)/share/fish/vendor_completions.d/ejson.fish"
	rm -f "$(DEST)/bin/ejson-agent" "$(DEST)"/lib/systemd/system/ejson-agent* \
		"$(DEST)/lib/systemd/system-preset/50-ejson-agent.preset" "$(DEST)/lib/sysusers.d/ejson-agent.conf" \
		"$(DEST)/lib/tmpfiles.d/ejson-agent.conf" "$(DEST)/share/bash-completion/completions/ejson-agent" \
		"$(DEST)/share/zsh/site-functions/_ejson_agent" "$(DEST)/share/fish/vendor_completions.d/ejson-agent.fish"

man: dependencies ## Docs/man and Docs/commands.md, from what the commands declare
	@mkdir -p Docs/man
	swift build $(AGENT_DEBUG) --product ejson --quiet
	swift build $(AGENT_DEBUG) --product ejson-agent --quiet
	rm -f Docs/man/*.1
	.build-agent/debug/ejson generate man --date $(MAN_DATE) Docs/man
	.build-agent/debug/ejson-agent generate man --date $(MAN_DATE) Docs/man
	.build-agent/debug/ejson generate markdown > Docs/commands.md

# Links the static file $(2), with what the file $(1) names side by side.
#
# The package manager does not know that the linker reads the order and writes the map. lld has constants with pointers in
# them read-only (RELRO). The output is shown only when it fails: the linker warns of functions in the C library that this
# command does not call. Two builds are the same, byte for byte: without a build id, and what debuggers want, which depend
# on the directory. LLVM's tool removes that, because the one of binutils forgets RELRO when it takes a section out.
define link-static
	@install -d $(dir $(STATIC)) $(dir $(2))
	@cmp --quiet $(1) $(LINKED_ORDER) && test -e $(STATIC).map \
		|| { cp $(1) $(LINKED_ORDER) && rm -f .build-static/release/ejson; }
	$(FIXED_ADDRESSES) swift build --configuration release --product ejson $(STATIC_FLAGS) \
		--scratch-path .build-static > $(STATIC).log 2>&1 || { cat $(STATIC).log; exit 1; }
	llvm-objcopy --strip-all --remove-section .swift_modhash .build-static/release/ejson $(2)
	@ls -l $(2)
endef

static: dependencies ## one static file for Linux: .build-static/dist/ejson
	$(call link-static,/dev/null,$(STATIC))

# A start uses little of the file, a function here and a variable there, and waits for each page that holds some: side by
# side they take a fifth less time. What a start uses is recorded from starts of the plain file, and the same file gives
# the same record; START_ORDER=FILE takes one that was made elsewhere.
ordered: static ## that file as it is released, a fifth faster to start: .build-static/ordered/ejson
	@install -d $(dir $(ORDERED))
	$(if $(START_ORDER),cp "$(START_ORDER)" $(ORDERED).order,Scripts/install-dependencies binutils libc6-dev python3 valgrind)
	$(if $(START_ORDER),,Scripts/record-start-order .build-static/release/ejson $(STATIC).map > $(ORDERED).order)
	$(call link-static,$(ORDERED).order,$(ORDERED))

image: static ## an image `ejson` that holds only the static file
	docker build -t ejson -f Dockerfile $(dir $(STATIC))

containers: static service agent-release ## the tests with real engines, Docker and Podman, and Examples/compose; they need root
	Scripts/install-dependencies docker.io iptables docker-compose podman git busybox-static binutils python3 python3-yaml
	Tests/Containers/run $(STATIC) $(SERVICE) $(AGENT)
	Examples/compose/test $(STATIC) $(AGENT)

completions: release ## what bash, zsh and fish complete, each at a pseudo-terminal
	Scripts/install-dependencies bash zsh fish python3
	Tests/Completions/run $(RELEASE)

faults: static ## the promises about files and memory, on the real binary; needs root and Linux
	@test "$$(id -u)" = 0 || { echo "make faults needs root: it mounts, becomes other users and reads other processes' memory"; exit 1; }
	Scripts/install-dependencies strace gdb git python3 util-linux
	Tests/Faults/run $(STATIC)

readers: release ## what real readers make of `ejson env` and `ejson kubernetes`: python-dotenv, node, Compose, shells
	Scripts/install-dependencies python3 python3-venv bash dash docker-compose
	Tests/Readers/run $(RELEASE)

bench: ordered agent-release ## times and memory beside their floors; REFERENCE=FILE adds another implementation
	@Scripts/install-dependencies binutils libc6-dev python3 valgrind
	@Benchmarks/Report/bench.py --ejson $(ORDERED) --symbols .build-static/release/ejson --agent $(AGENT) \
		$(if $(REFERENCE),--reference "$(REFERENCE)") $(if $(QUICK),--quick,--chart Docs/pictures/performance.svg)

fleet: static ## what recipients cost a fleet: 10,000 hosts, 20 groups, 1,000 documents; takes some minutes
	@Scripts/install-dependencies git python3
	@Benchmarks/Fleet/fleet.py $(STATIC)

scaling: release ## how times grow with hostile documents; ONLY=text for some of the rows
	@Benchmarks/Scaling/scaling.py $(RELEASE) $(if $(ONLY),--only "$(ONLY)")

lint: ## the format of the sources, strictly; links of the pages
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)
	@Docs/site/check-links

format: ## the sources, formatted in place
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

clean: ## what the builds have made
	swift package clean

.PHONY: dependencies
dependencies:
	@Scripts/install-dependencies
