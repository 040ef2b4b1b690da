#!/bin/sh
# Prints the addresses of a DNS name, one per line. A dual-stack name lists each node twice, so only one address family counts.
#
# Usage: addresses.sh NAME

# By default, getent waits 20 seconds or longer for a DNS server that does not answer. Kubernetes ends the script before that.
export RES_OPTIONS="timeout:1 attempts:2"

if found=$({ getent ahostsv4 "$1" || getent ahostsv6 "$1"; } 2> /dev/null); then
  echo "$found" | cut -d ' ' -f 1
else
  # The 4.x image is Alpine, whose getent cannot do this. nslookup prints the DNS server's own address before the empty line.
  nslookup -type=a "$1" 2> /dev/null | sed '1,/^$/d' | sed -n 's/^Address[^:]*: *//p' | cut -d ' ' -f 1
fi
