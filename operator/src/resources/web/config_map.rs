//! ConfigMap `<site>-web` with nginx's configuration, a template that the image's entrypoint fills, and what the page reads.

use std::collections::BTreeMap;

use contract::Component;
use k8s_openapi::api::core::v1::ConfigMap;

use super::page::{SITE_FILE, site_file, tiles_origin};
use crate::resources::meta::component_meta;
use crate::site::Site;

/// Key of the template; the entrypoint writes `default.conf` from it.
pub(super) const TEMPLATE_FILE: &str = "default.conf.template";

/// `resolver` and a variable in `proxy_pass`: the API's name is looked up again while nginx runs, so a Service that was
/// made again is found without a restart.
const TEMPLATE: &str = r#"map $uri $camerasite_cache_control {
  ~^/assets/ "public, max-age=31536000, immutable";
  ~^/api/    "";
  ~^/docs    "";
  default    "no-cache";
}

# A proxy before us knows by which scheme the browser came.
map $http_x_forwarded_proto $camerasite_scheme {
  default $scheme;
  https   https;
}

server {
  listen 8080;
  server_tokens off;
  root /usr/share/nginx/html;
  resolver ${NGINX_LOCAL_RESOLVERS} valid=5s;
  resolver_timeout 3s;
  set $camerasite_api http://@API_HOST@:@API_PORT@;

  # Files of an image carry no time of their own: as validators, time and size would take two builds for one.
  etag off;
  if_modified_since off;
  add_header Last-Modified "" always;

  client_max_body_size 1m;
  gzip on;
  gzip_vary on;
  gzip_types application/javascript application/json image/svg+xml text/css;

  add_header Cache-Control $camerasite_cache_control always;
  add_header Content-Security-Policy "default-src 'self'; img-src 'self' data: blob:@TILES@; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'" always;
  add_header Referrer-Policy "same-origin" always;
  add_header X-Content-Type-Options "nosniff" always;
  add_header X-Frame-Options "DENY" always;

  proxy_http_version 1.1;
  proxy_connect_timeout 2s;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto $camerasite_scheme;

  location / {
    try_files $uri /index.html;@LANGUAGE@
  }

  location = /site.json {
    root /etc/nginx/templates;
  }

  location /plans/ {
    root /usr/share/nginx;
    etag on;
    try_files $uri =404;
  }

  location /assets/ {
    # Compressed once, when the page was built.
    gzip_static on;
    try_files $uri =404;
  }

  location = /livez {
    access_log off;
    default_type text/plain;
    return 200 "ok\n";
  }

  location /api/ {
    proxy_pass $camerasite_api;
    error_page 502 504 =503 @camerasite_api_away;
  }

  location ~ ^/docs(/|$) {
    proxy_pass $camerasite_api;
    error_page 502 504 =503 @camerasite_api_away;
  }

  location = /api/v1/stream {
    proxy_pass $camerasite_api;
    proxy_buffering off;
    proxy_read_timeout 1h;
    gzip off;
    error_page 502 504 =503 @camerasite_api_away;
  }

  location @camerasite_api_away {
    default_type application/problem+json;
    add_header Retry-After 2 always;
    add_header X-Content-Type-Options "nosniff" always;
    return 503 '{"type":"/problems/api-unavailable","title":"The API does not answer","status":503,"detail":"No API pod can be reached; try again in a moment."}\n';
  }
}
"#;

/// The ConfigMap with nginx's configuration.
#[must_use]
pub fn config_map(site: &Site) -> ConfigMap {
    ConfigMap {
        metadata: component_meta(&site.id, Component::Web),
        data: Some(BTreeMap::from([
            (TEMPLATE_FILE.to_owned(), template(site)),
            (SITE_FILE.to_owned(), site_file(&site.page)),
        ])),
        ..ConfigMap::default()
    }
}

pub(super) fn template(site: &Site) -> String {
    // The page begins with the language that its document has.
    let language = site.page.language.map(|language| {
        let code = language.code();
        format!("\n    sub_filter '<html>' '<html lang=\"{code}\">';")
    });
    let tiles = tiles_origin(&site.page).map(|origin| format!(" {origin}"));
    TEMPLATE
        .replace("@LANGUAGE@", &language.unwrap_or_default())
        .replace("@TILES@", &tiles.unwrap_or_default())
        .replace("@API_HOST@", &site.host(Component::Api))
        .replace(
            "@API_PORT@",
            &Component::Api.port().unwrap_or_default().to_string(),
        )
}
