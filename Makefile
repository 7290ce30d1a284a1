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

TOOLS := zarf-pack zarf-unpack zarf-inspect zarf-oci zarf-git zarf-template zarf-helm zarf-action zarf-plan zarf-kube zarf-mutate zarf-inject zarf-state
SCRIPTS := $(wildcard scripts/zarf scripts/zarf-*)
SWIFT_SOURCES := $(shell find Sources -type f)
TEST_SOURCES := $(shell find Tests -name '*.swift')

# The tools find the Swift runtime beside them after `make install`, and in the toolchain before.
BUILD_FLAGS := -c $(CONFIG) -Xlinker -rpath -Xlinker '$$ORIGIN/../lib/zarf' $(if $(STATIC),--static-swift-stdlib)
# The injector: ARCH=arm64 with a cross compiler that CROSS_CC names.
ARCH ?= amd64
CROSS_CC ?= aarch64-linux-musl-gcc
INJECTOR := bin/zarf-injector$(if $(filter-out amd64,$(ARCH)),-$(ARCH))
INJECTOR_CC := $(if $(filter amd64,$(ARCH)),musl-gcc,$(CROSS_CC))
INJECTOR_FLAGS := -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion -Werror
INJECTOR_SOURCES := $(wildcard injector-c/*.c)
# It travels as a ConfigMap, and must not be what makes a start slow.
INJECTOR_SIZE := 65536

STAMP := .build/$(CONFIG).stamp
TEST_STAMP := .build/$(CONFIG)-tests.stamp
BUILT := .build/$(CONFIG)

.DELETE_ON_ERROR:
.PHONY: help all tools injector check-size fuzz fuzz-injector create deploy init demo demo-cluster check check-quick lint test conformance bench dist install clean

help: ## print this help
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | while IFS='	' read -r target text; do printf '  make %-13s %s\n' "$$target" "$$text"; done
	@echo; echo "  knobs: CONFIG=$(CONFIG) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) STATIC=$(STATIC) OUT=$(OUT)"

all: tools

tools: $(TOOLS:%=bin/%) $(SCRIPTS:scripts/%=bin/%) $(INJECTOR) ## build everything and fill bin/

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

# What scripts source is installed beside them, and is no program.
$(SCRIPTS:scripts/%=bin/%): bin/%: scripts/%
	@mkdir -p bin
	install -m "$$(stat -c %a $<)" $< $@

injector: $(INJECTOR) ## build the injector alone: make injector [ARCH=arm64]

$(INJECTOR): $(INJECTOR_SOURCES) injector-c/injector.h | .build/setup-build.stamp
	@mkdir -p bin
	$(INJECTOR_CC) $(INJECTOR_FLAGS) -static -Os -ffunction-sections -fdata-sections -Wl,--gc-sections -s -o $@ $(INJECTOR_SOURCES)

check-size: $(INJECTOR)
	@size=$$(stat -c %s $<); test "$$size" -le $(INJECTOR_SIZE) || \
	    { echo "make: error: check $<: $$size bytes, at most $(INJECTOR_SIZE) are allowed" >&2; exit 1; }

# The same program with sanitizers, for the same tests; and one fuzz target for its parsers.
.build/zarf-injector-sanitized: $(INJECTOR_SOURCES) injector-c/injector.h
	@mkdir -p .build
	gcc $(INJECTOR_FLAGS) -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -o $@ $(INJECTOR_SOURCES)

.build/fuzz-injector: Tests/injector/fuzz.c $(INJECTOR_SOURCES) injector-c/injector.h
	@mkdir -p .build
	clang -fuse-ld=lld -std=c11 -D_GNU_SOURCE -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ $<

# The readers of what strangers write, guided by coverage: built apart, as every library is built for it.
FUZZ ?= templates
fuzz: ## fuzz a reader: make fuzz [FUZZ=templates] [FUZZ_SECONDS=3600]; another name lists them
	ZARF_FUZZ=1 swift build -c release --scratch-path .build/fuzz --sanitize=fuzzer --product Fuzzer
	@mkdir -p ".build/fuzz-$(FUZZ).corpus"
	cd ".build/fuzz-$(FUZZ).corpus" && FUZZ=$(FUZZ) FUZZ_SEEDS=. SWIFT_BACKTRACE=enable=no ../fuzz/release/Fuzzer \
	    -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 -rss_limit_mb=4096 .

FUZZ_SECONDS ?= 3600
FUZZ_PARSER ?=
fuzz-injector: .build/fuzz-injector ## fuzz the injector: make fuzz-injector [FUZZ_PARSER=inflate|tar|request|http|json] [FUZZ_SECONDS=3600]
	@mkdir -p ".build/fuzz-injector.corpus/$(FUZZ_PARSER)"
	cd ".build/fuzz-injector.corpus/$(FUZZ_PARSER)" && FUZZ_PARSER=$(FUZZ_PARSER) $(CURDIR)/.build/fuzz-injector -dict=$(CURDIR)/Tests/injector/fuzz.dict \
	    -max_total_time=$(FUZZ_SECONDS) -max_len=8192 -timeout=10 .

# Said before anything is built.
ifneq ($(filter create deploy,$(MAKECMDGOALS)),)
ifeq ($(PKG),)
$(error $(filter create deploy,$(MAKECMDGOALS)): PKG=… is missing)
endif
endif

create: tools ## make a package: make create PKG=dir [OUT=dir]
	PATH="$(CURDIR)/bin:$$PATH" zarf-create "$(PKG)" -o "$(OUT)" $(ARGS)

deploy: tools ## deploy a package: make deploy PKG=file [ARGS=…]
	PATH="$(CURDIR)/bin:$$PATH" zarf-deploy "$(PKG)" $(ARGS)

init: tools ## make a cluster ready for packages: make init [PKG=file] [ARGS=…]
	PATH="$(CURDIR)/bin:$$PATH" zarf-init $(PKG) $(ARGS)

demo: .build/setup.stamp tools ## set up, build, and walk from a registry to deployed files
	@PATH="$(CURDIR)/bin:$$PATH" scripts/demo

demo-cluster: .build/setup.stamp tools ## init and a deployment, into $KUBECONFIG or a cluster that comes and goes
	@PATH="$(CURDIR)/bin:$$PATH" scripts/demo-cluster

check: .build/setup.stamp lint test ## set up, build, and run every test

check-quick: ## lint and unit tests: needs neither root nor a network
	$(MAKE) lint
	$(MAKE) $(TEST_STAMP)
	swift test $(BUILD_FLAGS) --skip-build

lint: .build/setup.stamp ## formatting and shell checks
	swift format lint --strict --recursive Package.swift Sources Tests
	shellcheck -x scripts/* Tests/cli/*.sh Tests/cluster/* Tests/injector/*.sh .ci/run

test: $(TEST_STAMP) tools check-size .build/zarf-injector-sanitized .build/fuzz-injector
	scripts/run-tests $(BUILD_FLAGS)

conformance: tools $(TEST_STAMP) ## templates and YAML with Go and Helm as judges, and the charts of CHART_CORPUS=dir
	@scripts/conformance-language
	@scripts/conformance

bench: .build/setup.stamp tools ## measure against peers; prints ratios
	@PATH="$(CURDIR)/bin:$$PATH" scripts/bench
	@PATH="$(CURDIR)/bin:$$PATH" scripts/bench-helm
	@PATH="$(CURDIR)/bin:$$PATH" scripts/bench-kube
	@PATH="$(CURDIR)/bin:$$PATH" scripts/bench-inject

install: tools ## install tools, scripts and the Swift runtime below PREFIX
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/zarf"
	install -m 755 $(TOOLS:%=bin/%) $(INJECTOR) "$(DESTDIR)$(PREFIX)/bin/"
	for script in $(SCRIPTS); do install -m "$$(stat -c %a "$$script")" "$$script" "$(DESTDIR)$(PREFIX)/bin/" || exit 1; done
	$(if $(STATIC),,scripts/list-swift-runtime $(TOOLS:%=bin/%) | while IFS= read -r library; do \
	    install -m 644 "$$library" "$(DESTDIR)$(PREFIX)/lib/zarf/" || exit 1; done)

dist: ## a source tarball of the committed tree
	git archive --format=tar.gz --prefix=zarf-swift/ -o zarf-swift.tar.gz HEAD

clean: ## remove what was built
	rm -rf .build bin
