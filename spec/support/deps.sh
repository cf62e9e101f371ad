#!/bin/sh
# Installs the packages of the named lists that are missing: deps.sh build [test] [fuzz].
# Silent when nothing is missing. Where apt is not, it says what is needed and fails only when something is missing.
set -eu

# Per word one need; "a|b" is met by any of them, and the first one is installed; "a?" is left out where apt does not
# know it. luajit2 is preferred: its library lives beside Neovim, LÖVE and nginx's Lua module.
build_packages='gcc|clang libc6-dev pkg-config|pkgconf ca-certificates
    libcurl4-openssl-dev|libcurl4-gnutls-dev|libcurl4-nss-dev
    lua5.4 liblua5.4-dev luajit2|luajit libluajit2-5.1-dev|libluajit-5.1-dev
    lua-cjson lua-http lua-cqueues lua-luaossl'
test_packages='gcc lua-busted lua-check lua-filesystem lua-luv luarocks cppcheck
    nginx-light|nginx|nginx-core|nginx-full|nginx-extras openssl curl iproute2 neovim love xvfb xauth tmux strace'
fuzz_packages='clang libclang-rt-dev?'

is_installed() {
    dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# Any LuaJIT that is already there will do, and the packages exclude each other.
has_luajit() {
    command -v luajit >/dev/null && pkg-config --exists luajit 2>/dev/null
}

# Prints the package to install for one need; nothing when it is met.
package_for() {
    case $1 in *luajit*) if has_luajit; then return 0; fi ;; esac
    for candidate in $(echo "$1" | tr '|?' '  '); do
        if is_installed "$candidate"; then return 0; fi
    done
    # Headers must match the LuaJIT that is already there.
    if [ "$1" = 'libluajit2-5.1-dev|libluajit-5.1-dev' ] && is_installed luajit; then
        echo libluajit-5.1-dev
    else
        echo "${1%%|*}"
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then env "$@"; else sudo env "$@"; fi
}

# RUNLEVEL=1 keeps invoke-rc.d from starting nginx as a service: only its program is wanted.
apt() {
    as_root DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Use-Pty=0 "$@" </dev/null >"$log" 2>&1
}

# Leaves out what is optional and unknown; to be called when the package lists are there.
known_packages() {
    for package in "$@"; do
        case $package in
        *\?) apt-cache show "${package%\?}" >/dev/null 2>&1 && echo "${package%\?}" ;;
        *) echo "$package" ;;
        esac
    done
}

install_by_apt() {
    missing=
    for need in $1; do missing="$missing $(package_for "$need")"; done
    missing=$(echo $missing)
    if [ -z "$missing" ]; then return 0; fi
    if [ "$(id -u)" != 0 ] && ! sudo -v; then
        echo "deps: neither root nor sudo; let root run: apt-get install $missing" >&2
        return 1
    fi
    echo "deps: installing $missing" >&2
    log=$(mktemp)
    for pause in 2 10 30 0; do
        # Lists that are there may be out of date: they are fetched anew before every attempt.
        if apt update && apt install --no-install-recommends -y $(known_packages $missing); then
            rm -f "$log"
            return 0
        fi
        cat "$log" >&2
        if [ "$pause" -gt 0 ]; then
            echo "deps: apt-get failed, next attempt in $pause s" >&2
            sleep "$pause"
        fi
    done
    return 1
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
  Lua rocks  lua-cjson (both Luas); http (for the emulator; LuaJIT); busted, luacheck, luafilesystem, luv for the specs
  programs   nginx, openssl, curl, ip, cppcheck, luarocks, neovim, love, Xvfb, tmux, strace for the specs
TEXT
    return 1
}

packages= programs=
for list in "$@"; do
    case $list in
    build) packages="$packages $build_packages" ;;
    test) packages="$packages $test_packages" programs="busted luacheck nginx openssl" ;;
    fuzz) packages="$packages $fuzz_packages" programs="$programs clang" ;;
    *) echo "usage: deps.sh build|test|fuzz …" >&2; exit 2 ;;
    esac
done
if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    install_by_apt "$packages"
else
    report_missing "$programs"
fi
