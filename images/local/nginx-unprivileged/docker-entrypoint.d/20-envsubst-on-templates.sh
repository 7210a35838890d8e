#!/bin/sh
# Writes each template below NGINX_ENVSUBST_TEMPLATE_DIR to NGINX_ENVSUBST_OUTPUT_DIR with the variables that the
# environment defines filled in, so that nginx's own ($host) survive.
set -eu

templates=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
suffix=${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
output=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}

# Prints ${NAME} for each variable whose name matches NGINX_ENVSUBST_FILTER.
variables() {
  awk -v filter="${NGINX_ENVSUBST_FILTER:-}" 'BEGIN { for (name in ENVIRON) if (name ~ filter) printf "${%s} ", name }'
}

fill() {
  wanted=$(variables)
  for template in "$templates"/*"$suffix" "$templates"/*/*"$suffix"; do
    [ -f "$template" ] || continue
    relative=${template#"$templates"/}
    target=$output/${relative%"$suffix"}
    mkdir -p "$(dirname "$target")"
    envsubst "$wanted" <"$template" >"$target"
    [ -n "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || printf '%s: %s written to %s\n' "$0" "$template" "$target"
  done
}

[ -d "$templates" ] || exit 0
if [ ! -w "$output" ]; then
  printf '%s: %s is not writable, so the templates are not filled in: mount a writable volume there\n' "$0" "$output" >&2
  exit 0
fi
fill
