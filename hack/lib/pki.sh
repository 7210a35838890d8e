# shellcheck shell=bash
# Certificates and kubeconfig files. Sourced after common.sh. Keys are ECDSA P-256 and readable by their owner only.

# pki_key FILE
pki_key() { (umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$1" 2>/dev/null); }

# pki_authority DIR: DIR/ca.crt and DIR/ca.key, valid for ten years.
pki_authority() {
  mkdir -p "$1"
  pki_key "$1/ca.key"
  openssl req -x509 -new -key "$1/ca.key" -days 3650 -subj /CN=camerasite-ca -out "$1/ca.crt" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

# pki_certificate DIR NAME SUBJECT [SAN]: DIR/NAME.{crt,key}, good for clients and servers, signed by DIR/ca.
pki_certificate() {
  local dir="$1" name="$2" subject="$3" san="${4:-}" request
  request="$(mktemp)"
  pki_key "$dir/$name.key"
  {
    printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=clientAuth,serverAuth\n'
    if [[ -n $san ]]; then
      printf 'subjectAltName=%s\n' "$san"
    fi
  } >"$request"
  openssl req -new -key "$dir/$name.key" -subj "$subject" |
    openssl x509 -req -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -CAcreateserial -days 3650 \
      -extfile "$request" -out "$dir/$name.crt" 2>/dev/null
  rm -f "$request"
}

# pki_service_account DIR: the key pair that signs ServiceAccount tokens, DIR/sa.{key,pub}.
pki_service_account() {
  pki_key "$1/sa.key"
  openssl ec -in "$1/sa.key" -pubout -out "$1/sa.pub" 2>/dev/null
}

# kubeconfig_user BASE: what a user is known by: BASE.token where there is one, else the certificate, as YAML on a line.
kubeconfig_user() {
  if [[ -f $1.token ]]; then
    printf '{token: %s}' "$(<"$1.token")"
  else
    printf '{client-certificate-data: %s, client-key-data: %s}' "$(base64 -w0 "$1.crt")" "$(base64 -w0 "$1.key")"
  fi
}

# write_kubeconfig FILE SERVER DIR NAME: a kubeconfig for the token or the certificate DIR/NAME, everything embedded.
# It appears under FILE only when it is complete.
write_kubeconfig() {
  local file="$1" server="$2" dir="$3" name="$4"
  mkdir -p "${file%/*}"
  (
    umask 077
    cat >"$file.partial" <<YAML
apiVersion: v1
kind: Config
clusters:
- name: camerasite
  cluster:
    server: $server
    certificate-authority-data: $(base64 -w0 "$dir/ca.crt")
users:
- name: $name
  user: $(kubeconfig_user "$dir/$name")
contexts:
- name: camerasite
  context: {cluster: camerasite, user: $name}
current-context: camerasite
YAML
  )
  mv "$file.partial" "$file"
}
