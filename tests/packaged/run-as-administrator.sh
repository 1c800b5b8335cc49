#!/bin/sh
# Runs a program of an installed CareDesk as the administrator of that PC, without a desktop. Runs as
# root in a mount namespace of its own (unshare --mount), so that the machine's /etc is not touched.
#
# run-as-administrator.sh <empty folder> <machine folder> <uid> <program> [argument …]
set -eu
etc=$1 machine=$2 uid=$3
shift 3
mount -t tmpfs tmpfs "$etc"
cp -a /etc/. "$etc"
mkdir -p "$etc/caredesk"
mount --bind "$etc" /etc
mount --bind "$machine" /etc/caredesk
cd /
exec setpriv --reuid "$uid" --regid "$uid" --clear-groups "$@"
