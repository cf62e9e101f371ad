# Everything generated goes to build/. The targets a user needs are in the README; `make help` lists them all.
#
#   LUA      lua5.4 (default), luajit, or another Lua that pkg-config knows (lua5.1, lua5.3, lua5.5)
#   WERROR   empty it (`make WERROR=`) where a newer compiler has new warnings
#   VARIANT, PROGRAM  suffix of the build directory and the interpreter that runs; only `asan`, `faults`, `seams` set them

LUA     ?= lua5.4
PORT    ?= 8080
SPEED   ?= 100
PREFIX  ?= /usr/local
WERROR  ?= -Werror
VARIANT ?=
PROGRAM ?= $(LUA)
BUSTED  ?= busted

ROOT  := $(CURDIR)
OUT   := build/$(LUA)$(VARIANT)
CORE  := $(OUT)/openai/core.so
CSRC  := $(sort $(wildcard csrc/*/*.c))
SEAMS := $(if $(filter -seams,$(VARIANT)),$(sort $(wildcard spec/support/seams/*.c)))
OBJS  := $(CSRC:csrc/%.c=$(OUT)/obj/%.o) $(SEAMS:spec/support/seams/%.c=$(OUT)/obj/seams/%.o)
LUASRC = $(shell cd lua && find openai -name '*.lua' | LC_ALL=C sort)

# Values that ask pkg-config are computed at their first use: `make test` installs the packages in the same run.
once      = $(eval $(1) := $(2))$($(1))
LUA_PC    = $(call once,LUA_PC,$(firstword $(foreach name,$(LUA) $(subst .,,$(LUA)) $(patsubst lua%,lua-%,$(LUA)),\
              $(shell pkg-config --exists $(name) 2>/dev/null && echo $(name)))))
LUA_INC   = $(call once,LUA_INC,$(shell pkg-config --cflags $(LUA_PC)))
LUA_LIB   = $(call once,LUA_LIB,$(shell pkg-config --libs $(LUA_PC)))
CURL_INC  = $(call once,CURL_INC,$(shell pkg-config --cflags libcurl 2>/dev/null))
CURL_LIB  = $(call once,CURL_LIB,$(shell pkg-config --libs libcurl 2>/dev/null || echo -lcurl))
LUA_ABI   = $(call once,LUA_ABI,$(shell $(LUA) -e 'io.write(_VERSION:match("%d+%.%d+"))'))
need_lua  = $(if $(LUA_PC),,$(error pkg-config finds no headers of $(LUA): install $(LUA_DEV) \
              (Debian, Ubuntu: apt install $(LUA_DEV)), or name another Lua, as in `make LUA=lua5.4`))
LUA_DEV   = $(if $(filter luajit%,$(LUA)),luajit libluajit-5.1-dev,$(LUA) lib$(LUA)-dev)

WARNINGS  = -Wall -Wextra -Wshadow -Wconversion $(WERROR)
CFLAGS   ?= -O2 -g
# -z nodelete: lua_close unloads modules, but libcurl's TLS library leaves handlers behind that run at exit.
ifeq ($(shell uname -s),Darwin)
SHARED    = -bundle -undefined dynamic_lookup
else
SHARED    = -shared -Wl,-z,nodelete
endif
SANITIZE  = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
VARIANT_FLAGS = $(if $(filter -asan,$(VARIANT)),$(SANITIZE) -O1) \
                $(if $(filter -faults,$(VARIANT)),$(SANITIZE) -O1 -include spec/support/fault.h)
COMPILE   = $(CC) -std=c11 -D_GNU_SOURCE $(CPPFLAGS) $(CFLAGS) -fPIC -fvisibility=hidden $(WARNINGS) $(VARIANT_FLAGS) \
            -Icsrc $(LUA_INC) $(CURL_INC)

.PHONY: all build help env deps deps-test deps-lint demo test elsewhere specs seams lint lint-lua lint-c rockspec bench emulator asan fuzz bundle rock install uninstall clean
.DEFAULT_GOAL := build

all: ## builds the core for both reference Luas
	+@$(MAKE) --no-print-directory build LUA=lua5.4
	+@$(MAKE) --no-print-directory build LUA=luajit

build: $(CORE) ## builds build/$(LUA)/openai/core.so
	@:

# Linked beside its place and moved there: a running process keeps the file it has mapped.
$(CORE): $(OBJS)
	@mkdir -p $(@D)
	@$(CC) $(LDFLAGS) $(VARIANT_FLAGS) $(SHARED) -o $@.$$$$ $^ $(CURL_LIB) -lm -pthread && mv -f $@.$$$$ $@
	@echo "built $@"

$(OUT)/obj/%.o: csrc/%.c Makefile
	$(need_lua)@mkdir -p $(@D)
	@$(COMPILE) $(if $(SEAMS),$(if $(filter api/%,$*),-include spec/support/seams/seams.h)) -MMD -MP -c -o $@ $<

$(OUT)/obj/seams/%.o: spec/support/seams/%.c Makefile
	$(need_lua)@mkdir -p $(@D)
	@$(COMPILE) -MMD -MP -c -o $@ $<

-include $(OBJS:.o=.d)

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | expand -t 12

# The tree first, then what the Lua has by itself (the `;;`). LUA is exported for the programs and specs that start
# another Lua: they take os.getenv("LUA").
LUA_PATHS = LUA_PATH='$(ROOT)/lua/?.lua;$(ROOT)/lua/?/init.lua;;' LUA_CPATH='$(ROOT)/$(OUT)/?.so;;'
RUN       = env -u LUA_PATH_5_4 -u LUA_CPATH_5_4 LUA='$(PROGRAM)' $(LUA_PATHS)

env: ## prints the exports with which $(LUA) finds this tree: eval "$(make -s env LUA=luajit)"
	@echo "unset LUA_PATH_5_4 LUA_CPATH_5_4; export LUA='$(LUA)' $(LUA_PATHS)"

deps: ## installs what building and the demo need (apt; elsewhere: says what is missing)
	@spec/support/deps.sh build $(filter lua5.%,$(LUA))

deps-test: ## installs what the specs and benchmarks need besides
	@spec/support/deps.sh build test $(filter lua5.%,$(LUA))

deps-lint: ## installs what `make lint` needs
	@spec/support/deps.sh build lint

DEMO_FILE ?= examples/data/game_master.jsonl

demo: deps ## fine-tunes on the emulator, or on the real service when OPENAI_API_KEY is set
	+@$(MAKE) --no-print-directory build
	@$(RUN) $(LUA) examples/fine_tune.lua $(DEMO_FILE)

emulator: ## runs the emulator on PORT (8080) in the foreground; SPEED (100): how many of its seconds pass in one; STATE: a folder to keep what it knows
	@spec/support/deps.sh build
	@$(RUN) $(EMULATOR_LUA) lua/openai/emulator/main.lua --port $(PORT) --speed $(SPEED) $(if $(STATE),--state '$(STATE)')

# Debian has the http rock for Lua 5.1 only, which LuaJIT reads.
EMULATOR_LUA ?= luajit

# Debian 11 has no busted for Lua 5.4: `make test LUAS="lua5.3 luajit"`.
LUAS ?= lua5.4 luajit
test: ## builds for both reference Luas and runs every spec on both, or on LUAS
	@spec/support/deps.sh build test $(filter lua5.%,$(LUAS))
	+@$(MAKE) --no-print-directory all
	+@for lua in $(LUAS); do $(MAKE) --no-print-directory specs LUA=$$lua || failed=1; done; test -z "$$failed"

# Debian's busted is one Lua script with its modules for every Lua version: the Lua that runs it is the Lua tested.
SPEC ?= spec
specs: build ## runs the specs on $(LUA); SPEC=spec/json_spec.lua for one file, ARGS for busted
	@echo "== specs on $(PROGRAM)"
	@AGAIN='$(AGAIN)' $(RUN) spec/support/specs.sh $(PROGRAM) "$$(command -v $(BUSTED))" $(ARGS) $(SPEC)

seams: deps-test ## the seams (a row, a cursor, a provider, a reply), each proved by one file of spec/support/seams, on both Luas
	+@for lua in lua5.4 luajit; do \
	    $(MAKE) --no-print-directory specs LUA=$$lua VARIANT=-seams SPEC=spec/api/seams_spec.lua || exit 1; done

CPPCHECK = cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
           --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches -D_GNU_SOURCE -Icsrc
C_FILES  = $(CSRC) $(sort $(wildcard spec/bench/*.c spec/fuzz/*.c spec/support/*.c spec/support/seams/*.c))

# What linters say depends on their version: those of Debian 12 are the judges.
lint: deps-lint ## luacheck, cppcheck, both compilers with warnings as errors, completeness of the rockspec
	+@$(MAKE) --no-print-directory lint-lua lint-c
	@echo "lint: clean"

lint-lua:
	@luacheck --quiet --no-color $(wildcard lua spec examples)
	@$(LUA) spec/support/rockspec.lua check
	$(if $(OPENAPI),@$(API) check '$(OPENAPI)')
	@$(LUA) spec/support/arrows.lua

lint-c:
	@clang-format --dry-run --Werror $(C_FILES) $(wildcard csrc/*/*.h spec/fuzz/*.h spec/bench/*.h spec/support/*.h spec/support/seams/*.h)
	$(if $(C_FILES),@$(CPPCHECK) $(C_FILES))
	+@for lua in lua5.4 luajit; do for cc in gcc clang; do if command -v $$cc >/dev/null; then \
	    $(MAKE) --no-print-directory syntax LUA=$$lua CC=$$cc || exit 1; fi; done; done

# A bare Debian below build/, made by debootstrap, runs the README's commands on the commit that is checked out:
#   SUITE     trixie, bookworm, sid, bullseye, or another that the mirror has
#   CPPFLAGS  for all that is built there: CPPFLAGS=-DOPENAI_NO_EPOLL
#   ALSO      Luas on which the specs run besides
SUITE ?= trixie
ALSO  ?= $(if $(filter sid,$(SUITE)),lua5.1 lua5.5)
elsewhere: ## `make demo` and `make test` on a bare Debian SUITE (trixie), as root and as a user without sudo
	@spec/support/deps.sh elsewhere
	@spec/support/elsewhere.sh '$(SUITE)' '$(ALSO)' $(if $(CPPFLAGS),'CPPFLAGS=$(CPPFLAGS)') $(if $(AGAIN),'AGAIN=$(AGAIN)') \
	    $(if $(filter bullseye,$(SUITE)),'LUAS=lua5.3 luajit')

.PHONY: syntax
syntax:
	$(need_lua)$(if $(C_FILES),@$(COMPILE) -fsyntax-only $(C_FILES))

# What OpenAI's specification and spec/support/api/operations.txt say of the operations.
API = $(LUA) spec/support/api/generate.lua
# A copy beside the repository: lint compares where there is one.
OPENAPI ?= $(wildcard ../shared/api/openapi.json)

.PHONY: api api-check
api: ## writes anew what is generated from OpenAI's specification: make api OPENAPI=path/of/openapi.json
	@$(API) write '$(OPENAPI)'

api-check: ## says whether the generated files are what `make api OPENAPI=…` would write
	@$(API) check '$(OPENAPI)'

rockspec: ## writes the file lists of the rockspec anew after files came or went
	@$(LUA) spec/support/rockspec.lua write

# Every benchmark is a program, spec/bench/NAME.lua; harness.lua is what they share. They need nginx, not the emulator.
BENCH      ?= $(filter-out harness,$(patsubst spec/bench/%.lua,%,$(wildcard spec/bench/*.lua)))
YARDSTICKS := $(patsubst spec/bench/%.c,build/bench/%,$(wildcard spec/bench/*.c))

bench: ## the benchmarks on $(LUA), each beside its yardstick; BENCH="retrieve memory" for some of them
	@spec/support/deps.sh build test
	+@$(MAKE) -s build $(YARDSTICKS)
	@for name in $(BENCH); do $(RUN) $(LUA) spec/bench/$$name.lua || failed=1; done; test -z "$$failed"

build/bench/%: spec/bench/%.c spec/bench/yardstick.h Makefile
	@mkdir -p $(@D)
	@$(CC) -std=c11 -D_GNU_SOURCE -O2 $(WARNINGS) $(CURL_INC) -o $@ $< $(CURL_LIB)

# Leaks count as failures. Child processes run without sanitizers unless a spec starts os.getenv("LUA").
SANITIZER_OPTIONS = ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1 \
                    LSAN_OPTIONS=suppressions='$(ROOT)/spec/support/lsan.supp':print_suppressions=0

asan: deps-test all ## the specs under AddressSanitizer, UBSan and LeakSanitizer, on both Luas; SPEC=… for some of them
	+@for lua in lua5.4 luajit; do $(SANITIZER_OPTIONS) $(MAKE) --no-print-directory sanitized LUA=$$lua VARIANT=-asan \
	    PROGRAM='$(ROOT)/build/'$$lua'-asan/lua' || exit 1; done

.PHONY: sanitized
sanitized: $(OUT)/lua
	+@$(MAKE) --no-print-directory specs

$(OUT)/lua: spec/support/sanitized_lua.c Makefile
	$(need_lua)@mkdir -p $(@D)
	@$(COMPILE) -fPIE -pie -o $@ $< $(LUA_LIB) -ldl

# Each spec/fuzz/NAME.c is linked with the whole core; inputs that found something new stay in build/fuzz/NAME.
FUZZ         ?= $(patsubst spec/fuzz/%.c,%,$(wildcard spec/fuzz/*.c))
FUZZ_SECONDS ?= 60

fuzz: ## each target of spec/fuzz/ for FUZZ_SECONDS under clang's libFuzzer, ASan and UBSan; FUZZ=name for one
	@spec/support/deps.sh build fuzz
	+@for name in $(FUZZ); do $(MAKE) --no-print-directory fuzz-$$name LUA=lua5.4 CC=clang || exit 1; done

fuzz-%: spec/fuzz/%.c Makefile
	$(need_lua)@mkdir -p build/fuzz/$*
	@$(COMPILE) $(SANITIZE) -fsanitize=fuzzer -o build/fuzz/$*-fuzzer $< $(CSRC) $(LUA_LIB) $(CURL_LIB) -lm -pthread
	@echo "== fuzzing $* for $(FUZZ_SECONDS) s"
	@cd build/fuzz && ./$*-fuzzer -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
	    -close_fd_mask=1 -verbosity=0 $* $(wildcard $(ROOT)/spec/fuzz/$*)

# Every allocation of a run fails once (spec/support/fault_lua.c). FAULTS="FROM STEP LAST" for some of them.
FAULTS ?= 1 1

faults: deps-test ## a run of spec/support/faults.lua for each of its allocations, which fails, on both Luas
	+@for lua in lua5.4 luajit; do $(MAKE) --no-print-directory faults-run LUA=$$lua || exit 1; done

.PHONY: faults faults-run faults-program
faults-run:
	+@$(MAKE) --no-print-directory faults-program VARIANT=-faults
	@echo "== failing allocations on $(LUA)"
	@$(SANITIZER_OPTIONS) $(RUN) spec/support/faults.sh build/$(LUA)-faults/fault_lua $(FAULTS)

faults-program: $(OUT)/fault_lua

$(OUT)/fault_lua: spec/support/fault_lua.c $(OBJS)
	@$(COMPILE) -o $@ $^ $(LUA_LIB) $(CURL_LIB) -lm -pthread -ldl

install-files = mkdir -p '$(1)' '$(2)/openai' && (cd lua && tar cf - $(LUASRC)) | (cd '$(1)' && tar xf -) && \
                cp -f $(CORE) '$(2)/openai/core.so.new' && mv -f '$(2)/openai/core.so.new' '$(2)/openai/core.so'

# Who finds the C module in DIR/openai/core.so:
#   Neovim   by itself when DIR is a `lua` folder on the runtime path (its loader tries lua/openai/core.so there)
#   LÖVE     by itself when DIR is the game's folder (love.filesystem's C require path is "??"); in a .love archive
#            no C module can be loaded: put `openai/core.so` beside it, into the save directory
#   others   need DIR/?.so in package.cpath besides DIR/?.lua and DIR/?/init.lua in package.path
bundle: build ## copies the module with its core to DIR/openai, for a Neovim lua/ folder or a LÖVE game
	@test -n '$(DIR)' || { echo 'bundle: where to? make bundle LUA=luajit DIR=…' >&2; exit 2; }
	@$(call install-files,$(DIR),$(DIR))

SHARE = $(PREFIX)/share/lua/$(LUA_ABI)

install: build ## installs below PREFIX (/usr/local) for $(LUA); DESTDIR as usual
	@$(call install-files,$(DESTDIR)$(SHARE),$(DESTDIR)$(PREFIX)/lib/lua/$(LUA_ABI))
	@mkdir -p '$(DESTDIR)$(PREFIX)/bin'
	@printf '#!/bin/sh\nLUA_PATH="%s/?.lua;%s/?/init.lua;$${LUA_PATH:-;}" exec %s %s/openai/emulator/main.lua "$$@"\n' \
	    '$(SHARE)' '$(SHARE)' '$(EMULATOR_LUA)' '$(SHARE)' > '$(DESTDIR)$(PREFIX)/bin/openai-emulator'
	@chmod 755 '$(DESTDIR)$(PREFIX)/bin/openai-emulator'

# The script belongs to the Lua that was installed last. Folders are removed when nothing else is in them.
uninstall: ## removes what `make install` put below PREFIX for $(LUA)
	@share='$(DESTDIR)$(SHARE)' lib='$(DESTDIR)$(PREFIX)/lib/lua/$(LUA_ABI)' script='$(DESTDIR)$(PREFIX)/bin/openai-emulator'; \
	if test -d "$$share/openai"; then \
	    (cd "$$share" && rm -f $(LUASRC) && find openai -depth -type d -empty -delete); \
	fi; \
	rm -f "$$lib/openai/core.so"; rmdir "$$lib/openai" 2>/dev/null; \
	if grep -qsF ' $(SHARE)/openai/' "$$script"; then rm -f "$$script"; fi

# `luarocks make` into TREE. Where lua-cjson is installed by the system (Debian: apt) instead of by luarocks, a file
# named by LUAROCKS_CONFIG says so:    rocks_provided = { ["lua-cjson"] = "2.1.0-1" }
# For LuaJIT, luarocks is told which headers and interpreter stand for "Lua 5.1". The rock is built from a copy, since
# luarocks leaves its object files beside the sources.
TREE ?= build/rock/$(LUA)

rock: ## `luarocks make` into TREE (build/rock/$(LUA)), with the system's lua-cjson
	$(need_lua)@rm -rf build/rock/source-$(LUA) && mkdir -p build/rock/source-$(LUA) '$(TREE)'
	@tar cf - --exclude=./build --exclude=./.git . | (cd build/rock/source-$(LUA) && tar xf -)
	@printf '%s\n' 'rocks_provided = { ["lua-cjson"] = "2.1.0-1" }' 'lua_interpreter = "$(LUA)"' \
	    'variables = { LUA_INCDIR = "$(patsubst -I%,%,$(firstword $(LUA_INC)))" }' > build/rock/config-$(LUA).lua
	@tree="$$(cd '$(TREE)' && pwd)"; cd build/rock/source-$(LUA) && LUAROCKS_CONFIG='$(ROOT)/build/rock/config-$(LUA).lua' \
	    luarocks --lua-version $(LUA_ABI) --tree "$$tree" make openai-scm-1.rockspec

clean: ## removes build/
	rm -rf build
