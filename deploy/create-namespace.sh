#!/bin/sh
# Makes the namespace where it is missing. Closed triggers and their event logs are kept for 30 days.
# Reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, as the temporal CLI does.
set -eu

temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 30d
