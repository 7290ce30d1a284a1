# Builds the tools, packs and deploys packages, runs the demo and the checks. `make` prints what there is.

# release or debug; everything, tests included, is built in one configuration.
CONFIG ?= release
# Where `make install` puts things; DESTDIR stages them for packaging.
PREFIX ?= /usr/local
DESTDIR ?=
# STATIC=1 links the Swift runtime into every tool: 14 MB each, but they stand alone.
STATIC ?=
# make create: the folder to write to; make deploy: more arguments for zarf-deploy.
OUT ?= .
ARGS ?=

TOOLS := zarf-pack zarf-unpack zarf-inspect zarf-oci zarf-template zarf-helm zarf-action zarf-plan
SCRIPTS := $(wildcard scripts/zarf scripts/zarf-*)
SWIFT_SOURCES := $(shell find Sources -type f)
TEST_SOURCES := $(shell find Tests -name '*.swift')

# The tools find the Swift runtime beside them after `make install`, and in the toolchain before.
BUILD_FLAGS := -c $(CONFIG) -Xlinker -rpath -Xlinker '$$ORIGIN/../lib/zarf' $(if $(STATIC),--static-swift-stdlib)
STAMP := .build/$(CONFIG).stamp
TEST_STAMP := .build/$(CONFIG)-tests.stamp
BUILT := .build/$(CONFIG)

.DELETE_ON_ERROR:
.PHONY: help all tools create deploy demo check check-quick lint test conformance bench dist install clean

help: ## print this help
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | while IFS='	' read -r target text; do printf '  make %-13s %s\n' "$$target" "$$text"; done
	@echo; echo "  knobs: CONFIG=$(CONFIG) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) STATIC=$(STATIC) OUT=$(OUT)"

all: tools

tools: $(TOOLS:%=bin/%) $(SCRIPTS:scripts/%=bin/%) ## build everything and fill bin/

# swift build leaves products it did not relink alone, so the stamp is the target.
$(STAMP): Package.swift $(SWIFT_SOURCES) | .build/setup-build.stamp
	swift build $(BUILD_FLAGS)
	@touch $@

$(TEST_STAMP): $(STAMP) $(TEST_SOURCES)
	swift build $(BUILD_FLAGS) --build-tests
	@touch $@

.build/setup-build.stamp: scripts/setup
	scripts/setup --build-only
	@mkdir -p .build && touch $@

.build/setup.stamp: scripts/setup
	scripts/setup
	@mkdir -p .build && touch $@

$(TOOLS:%=bin/%): bin/%: $(STAMP)
	@mkdir -p bin
	install $(if $(filter release,$(CONFIG)),-s) -m 755 $(BUILT)/$* $@

$(SCRIPTS:scripts/%=bin/%): bin/%: scripts/%
	@mkdir -p bin
	install -m 755 $< $@

create: tools ## make a package: make create PKG=dir [OUT=dir]
	@test -n "$(PKG)" || { echo "make: error: create: PKG=dir is missing" >&2; exit 64; }
	PATH="$(CURDIR)/bin:$$PATH" zarf-create "$(PKG)" -o "$(OUT)" $(ARGS)

deploy: tools ## deploy a package: make deploy PKG=file [ARGS=…]
	@test -n "$(PKG)" || { echo "make: error: deploy: PKG=file is missing" >&2; exit 64; }
	PATH="$(CURDIR)/bin:$$PATH" zarf-deploy "$(PKG)" $(ARGS)

demo: .build/setup.stamp tools ## set up, build, and walk from a registry to deployed files
	@PATH="$(CURDIR)/bin:$$PATH" scripts/demo

check: .build/setup.stamp lint test ## set up, build, and run every test

check-quick: ## lint and unit tests: needs neither root nor a network
	$(MAKE) lint
	$(MAKE) $(TEST_STAMP)
	swift test $(BUILD_FLAGS) --skip-build

lint: .build/setup.stamp ## formatting and shell checks
	swift format lint --strict --recursive Package.swift Sources Tests
	shellcheck -x scripts/* Tests/cli/*.sh .ci/run

test: $(TEST_STAMP) tools
	scripts/run-tests $(BUILD_FLAGS)

conformance: tools ## render the charts of CHART_CORPUS=dir with Helm as the judge
	@scripts/conformance

bench: .build/setup.stamp tools ## measure against peers; prints ratios
	@PATH="$(CURDIR)/bin:$$PATH" scripts/bench

install: tools ## install tools, scripts and the Swift runtime below PREFIX
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/zarf"
	install -m 755 bin/* "$(DESTDIR)$(PREFIX)/bin/"
	$(if $(STATIC),,scripts/list-swift-runtime $(TOOLS:%=bin/%) | while IFS= read -r library; do \
	    install -m 644 "$$library" "$(DESTDIR)$(PREFIX)/lib/zarf/" || exit 1; done)

dist: ## a source tarball of the committed tree
	git archive --format=tar.gz --prefix=zarf-swift/ -o zarf-swift.tar.gz HEAD

clean: ## remove what was built
	rm -rf .build bin
