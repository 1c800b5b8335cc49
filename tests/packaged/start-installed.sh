#!/bin/sh
# Starts an installed CareDesk as an ordinary user. Runs as root in a mount namespace of its own
# (unshare --mount), so that nothing here touches the machine's /etc or /opt.
#
# start-installed.sh <empty folder> <machine folder> <package> <mount point> <executable> <uid> <gid> [argument …]
set -eu
etc=$1 machine=$2 package=$3 installed=$4 executable=$5 uid=$6 gid=$7
shift 7
mount -t tmpfs tmpfs "$etc"
cp -a /etc/. "$etc"
mkdir "$etc/caredesk"
mount --bind "$etc" /etc
mount --bind "$machine" /etc/caredesk
mount --bind "$package" "$installed"
cd /
exec setpriv --reuid "$uid" --regid "$gid" --clear-groups "$installed/$executable" "$@"
