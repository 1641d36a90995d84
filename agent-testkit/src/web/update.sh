#!/usr/bin/env bash
# Copies the page's libraries from their npm packages, in the versions of package.json, into the jar's resources.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
vendor=$here/../main/resources/io/deckhand/testkit/internal/web/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$work"
(cd "$work" && npm install --ignore-scripts --no-audit --no-fund --no-package-lock)
packages=$work/node_modules
cp "$packages"/preact/dist/preact.mjs "$packages"/preact/hooks/dist/hooks.mjs "$packages"/htm/dist/htm.mjs \
  "$packages"/uplot/dist/uPlot.iife.min.js "$packages"/uplot/dist/uPlot.min.css "$vendor"
for package in preact htm uplot; do cp "$packages/$package/LICENSE" "$vendor/LICENSE-$package.txt"; done
grep -H '"version"' "$packages"/{preact,htm,uplot}/package.json
