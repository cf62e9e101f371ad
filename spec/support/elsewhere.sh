#!/bin/bash
# elsewhere.sh SUITE "LUA …" [VARIABLE=VALUE …]: what a newcomer's machine with that Debian makes of this tree's commit.
# `make demo` as a user without sudo, for whom root installs what the message names; then in a fresh system, as root,
# `make demo`, `make test` and the specs on each further LUA. The variables are for every make.
set -eu -o pipefail
export LC_ALL=C

suite=$1 luas=$2
shift 2
variables=${*:+$(printf ' %q' "$@")}
mirror=${MIRROR:-http://deb.debian.org/debian}
folder=build/elsewhere/$suite
system=$PWD/$folder/system
log=$folder/log
summary=
failed=0

say() {
    echo "elsewhere: $*"
}

die() {
    say "$*" >&2
    exit 1
}

# Only git and make (and what apt needs): the rest is to be installed by the tree itself. Kept as an archive.
base_make() {
    if [ -e "$folder/base.tar" ]; then return 0; fi
    say "debootstrap makes a bare $suite from $mirror"
    debootstrap --variant=minbase --include=git,make,ca-certificates "$suite" "$system" "$mirror" >"$folder/debootstrap" ||
        { tail -n 5 "$folder/debootstrap" >&2; die "debootstrap failed, see $folder/debootstrap"; }
    tar cf "$folder/base.tar.new" -C "$system" .
    mv "$folder/base.tar.new" "$folder/base.tar"
}

# inside USER COMMAND: in name spaces of its own; its mounts and all that it leaves running end with it. The first process
# is a shell that waits, and so buries orphans as an init does. The root is pivoted and not only changed: below a changed
# root nobody may make user name spaces.
inside() {
    SYSTEM=$system AS=$1 COMMAND=$2 timeout --foreground --kill-after=5 3600 unshare --mount --pid --fork --kill-child sh -c '
        set -eu
        mount --bind "$SYSTEM" "$SYSTEM"
        mount --rbind /dev "$SYSTEM/dev"
        mount -t proc proc "$SYSTEM/proc"
        cd "$SYSTEM"
        pivot_root . .
        umount -l .
        cd /
        home=$(getent passwd "$AS" | cut -d : -f 6)
        code=0
        env -i HOME="$home" USER="$AS" TERM=dumb LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            chroot --userspec="$AS" / bash -c "cd && $COMMAND" </dev/null || code=$?
        exit "$code"'
}

# An archive that is no longer updated, or a mirror that lags, has a Release file that is past its date.
expiry_check() {
    inside root 'apt-get update' >"$folder/update" 2>&1 || true
    if ! grep -q 'is expired' "$folder/update"; then return 0; fi
    say "$(sed -n 's/^E: \(.*is expired[^.]*\).*/\1/p' "$folder/update" | head -n 1); going on with it"
    echo 'Acquire::Check-Valid-Until "false";' >"$system/etc/apt/apt.conf.d/90expired"
}

# Throws away the system of the run before.
system_reset() {
    rm -rf --one-file-system "$system"
    mkdir "$system"
    tar xf "$folder/base.tar" -C "$system"
    cp /etc/resolv.conf /etc/hosts "$system/etc/"
    expiry_check
}

clone() {
    git clone --quiet --no-hardlinks . "$system$1/openai"
}

note() {
    summary="$summary$(printf '%-24s %5s  %s' "$@")"$'\n'
}

counts() {
    grep -E '^[0-9]+ success(es)? / [0-9]+ failures? / [0-9]+ errors? / [0-9]+ pending' "$1" || true
}

# step NAME USER COMMAND: one line of the summary, and one for every run of specs in it.
step() {
    local began=$SECONDS status=0
    echo "== $suite: $1"
    inside "$2" "$3" 2>&1 | tee "$folder/step" || status=$?
    cat "$folder/step" >>"$log"
    if [ "$status" = 0 ]; then
        note "$1" "$((SECONDS - began)) s" ok
    else
        note "$1" "$((SECONDS - began)) s" "FAILED, exit code $status"
        failed=1
    fi
    while read -r line; do note '' '' "$line"; done < <(counts "$folder/step")
}

as_user() {
    local advice
    system_reset
    inside root 'useradd --create-home --shell /bin/bash newcomer'
    clone /home/newcomer
    inside root 'chown -R newcomer:newcomer /home/newcomer/openai'
    if inside newcomer "cd openai && make demo$variables" >"$folder/advice" 2>&1; then
        note 'advice to a user' '' 'FAILED: `make demo` needed nothing installed'
        failed=1
    fi
    advice=$(sed -n 's/^deps: .*let root run: //p' "$folder/advice")
    echo "== $suite: a user without sudo is told:"
    tee -a "$log" <"$folder/advice"
    step 'packages as told' root "${advice:-false} -y >apt 2>&1 || { cat apt; false; }"
    step 'demo as a user' newcomer "cd openai && make demo$variables"
}

as_root() {
    system_reset
    clone /root
    step 'demo as root' root "cd openai && make demo$variables"
    step 'test as root' root "cd openai && make test$variables"
    for lua in $luas; do
        step "specs on $lua" root "cd openai && make deps-test LUA=$lua && make specs LUA=$lua$variables"
    done
}

about() {
    inside root '. /etc/os-release; echo "$PRETTY_NAME: $(gcc --version | head -n 1), libcurl $(pkg-config \
        --modversion libcurl), $(nvim --version | head -n 1), $(dpkg-query -W lua-luv | tr "\t" " ")"'
}

# A function, so that bash has read the whole file before it begins: the tree may change meanwhile.
main() {
    if [ "$(id -u)" != 0 ]; then die "needs root: debootstrap and chroot do"; fi
    unshare --mount true || die "needs to mount, which this container forbids"
    mkdir -p "$folder"
    : >"$log"
    base_make
    say "$(git log -1 --format='commit %h (%s)')$(git diff --quiet HEAD || echo '; what is not committed is not part of it')"
    as_user
    as_root
    echo "== $(about)"
    printf '%s' "$summary"
    return "$failed"
}

main; exit
