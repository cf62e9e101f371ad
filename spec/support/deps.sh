#!/bin/sh
# Installs the packages of the named lists that are missing: deps.sh build [test] [lint] [fuzz] [elsewhere] [lua5.1 …].
# Silent when nothing is missing. Where apt is not, it says what is needed and fails only when something is missing.
set -eu
export LC_ALL=C

# Per word one need; "a|b" is met by any of them, and the first one that apt knows is installed; "a?" is left out where
# apt knows none. luajit2 is preferred: its library lives beside Neovim, LÖVE and nginx's Lua module.
build_packages='gcc|clang libc6-dev pkg-config|pkgconf ca-certificates
    libcurl4-openssl-dev|libcurl4-gnutls-dev|libcurl4-nss-dev
    lua5.4 liblua5.4-dev luajit2|luajit libluajit2-5.1-dev|libluajit-5.1-dev
    lua-cjson lua-http lua-cqueues lua-luaossl'
test_packages='gcc lua-busted lua-filesystem lua-luv luarocks
    nginx-light|nginx|nginx-core|nginx-full|nginx-extras openssl curl iproute2 neovim love? xvfb xauth tmux strace'
lint_packages='gcc clang clang-format cppcheck lua-check'
fuzz_packages='clang libclang-rt-dev?'
elsewhere_packages='debootstrap debian-archive-keyring'

is_installed() {
    dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# A name that other packages mention and nobody provides is "shown" by apt without an error: only a candidate counts.
is_known() {
    apt-cache policy "$1" 2>/dev/null | grep -q '^  Candidate: [^(]'
}

candidates() {
    echo "${1%\?}" | tr '|' ' '
}

# Any LuaJIT that is already there will do, and the packages exclude each other.
has_luajit() {
    command -v luajit >/dev/null && pkg-config --exists luajit 2>/dev/null
}

is_met() {
    case $1 in *luajit*) if has_luajit; then return 0; fi ;; esac
    for candidate in $(candidates "$1"); do
        if is_installed "$candidate"; then return 0; fi
    done
    return 1
}

# Headers must match the LuaJIT that is already there.
fitting() {
    if [ "$1" = 'libluajit2-5.1-dev|libluajit-5.1-dev' ] && is_installed luajit; then
        echo libluajit-5.1-dev
    else
        echo "$1"
    fi
}

# Sorts needs into `packages` to install, `optional` ones that are left out, and `unknown` ones. To be called when apt's
# package lists are there.
choose() {
    packages= optional= unknown=
    for need in "$@"; do
        need=$(fitting "$need")
        for package in $(candidates "$need"); do
            if is_known "$package"; then packages="$packages $package"; continue 2; fi
        done
        case $need in
        *\?) optional="$optional ${need%\?}" ;;
        *) unknown="$unknown $need" ;;
        esac
    done
}

say() {
    echo "deps: $*" >&2
}

say_optional() {
    if [ -n "$optional" ]; then say "apt does not know$optional, which is optional: left out"; fi
}

# Not root and no sudo: what root has to type. Machines made from an image often have no package lists.
ask_root() {
    if [ -n "$unknown" ]; then say "apt does not know:$unknown; let root run \`apt-get update\`, then try again"; fi
    if [ -n "$packages" ]; then
        say "neither root nor sudo; let root run: apt-get install --no-install-recommends$packages"
    fi
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then env "$@"; else sudo env "$@"; fi
}

# RUNLEVEL=1 keeps invoke-rc.d from starting nginx as a service: only its program is wanted.
apt() {
    as_root DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Use-Pty=0 "$@" </dev/null >"$log" 2>&1
}

# Lists that are there may be out of date. One source of several that fails need not concern the packages wanted here.
apt_update() {
    stale=0
    if ! apt update; then
        stale=1
        cat "$log" >&2
        say "apt-get update failed; going on with the package lists that are there"
    fi
}

# Status 2: another attempt would not help.
install_missing() {
    apt_update
    choose "$@"
    say_optional
    if [ -n "$unknown" ]; then
        say "apt does not know:$unknown. Please enable the repository that has it, or install it by other means"
        return $((2 - stale))
    fi
    if [ -z "$packages" ]; then return 0; fi
    say "installing$packages"
    apt install --no-install-recommends -y $packages || return 1
}

install_by_apt() {
    missing=
    for need in $1; do if ! is_met "$need"; then missing="$missing $need"; fi; done
    if [ -z "$missing" ]; then return 0; fi
    choose $missing
    if [ -z "$packages$unknown" ]; then say_optional; return 0; fi
    if [ "$(id -u)" != 0 ] && ! { command -v sudo >/dev/null && sudo -v; }; then ask_root; return; fi
    log=$(mktemp)
    for pause in 2 10 30 0; do
        status=0
        install_missing $missing || status=$?
        if [ "$status" != 1 ]; then break; fi
        tail -n 20 "$log" >&2
        if [ "$pause" -gt 0 ]; then
            say "apt-get failed, next attempt in $pause s"
            sleep "$pause"
        fi
    done
    rm -f "$log"
    return "$status"
}

# Without apt: looks for the commands and headers themselves.
report_missing() {
    missing=
    for command in cc pkg-config lua5.4 luajit $1; do
        command -v "$command" >/dev/null || missing="$missing $command"
    done
    for library in libcurl luajit; do
        pkg-config --exists "$library" 2>/dev/null || missing="$missing $library(headers)"
    done
    if [ -z "$missing" ]; then return 0; fi
    cat >&2 <<TEXT
deps: no apt-get here, please install by hand:$missing
  building   a C compiler, pkg-config, libcurl >= 7.74, Lua 5.4 and LuaJIT 2.1 (each with headers)
  Lua rocks  lua-cjson (both Luas); http (for the emulator; LuaJIT); busted, luafilesystem, luv for the specs
  programs   nginx, openssl, curl, ip, luarocks, neovim, love, Xvfb, tmux, strace for the specs
  linters    luacheck, cppcheck, clang, clang-format
TEXT
    return 1
}

needs= programs=
for list in "$@"; do
    case $list in
    build) needs="$needs $build_packages" ;;
    test) needs="$needs $test_packages" programs="$programs busted nginx openssl" ;;
    lint) needs="$needs $lint_packages" programs="$programs luacheck cppcheck clang clang-format" ;;
    fuzz) needs="$needs $fuzz_packages" programs="$programs clang" ;;
    elsewhere) needs="$needs $elsewhere_packages" programs="$programs debootstrap" ;;
    lua5.4|luajit) ;; # among those of `build`
    lua5.*) needs="$needs $list lib$list-dev|lib$list-0-dev" programs="$programs $list" ;;
    *) echo "usage: deps.sh build|test|lint|fuzz|elsewhere|lua5.1|lua5.3|lua5.5 …" >&2; exit 2 ;;
    esac
done
if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    install_by_apt "$needs"
else
    report_missing "$programs"
fi
