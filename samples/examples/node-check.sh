#!/bin/sh
# A check of a Kubernetes node for node-problem-detector's custom plugin monitor (or cron, or Nagios):
# exit 0 if nothing critical was found in the last minutes, 1 if something was, 2 if it cannot be told.
# One line on standard output says what.
#
#   DOCKLOG=docklog   the command
#   SINCE=-15min      how far back, in journalctl's words
#   LOG=              a file to check instead of the journal
set -u
DOCKLOG=${DOCKLOG:-docklog}

read_log() {
  if [ -n "${LOG:-}" ]; then
    cat -- "$LOG"
  else
    journalctl -k -u docker -u containerd -u kubelet --since "${SINCE:--15min}" -o short-iso-precise --no-pager
  fi
}

report=$(read_log | $DOCKLOG analyze --fail-on critical --min-severity critical --format ndjson -)
case $? in
  0 | 3)
    echo "no critical finding"
    exit 0
    ;;
  1)
    printf '%s\n' "$report" | sed -n 's/.*"type":"finding".*"id":"\([^"]*\)","title":"\([^"]*\)".*/\1: \2/p' | head -n 1
    exit 1
    ;;
  *)
    echo "docklog could not read the log"
    exit 2
    ;;
esac
