# shellcheck shell=bash

etcd_start() {
  component_spawn etcd "$ETCD_BIN/etcd" --name camerasite --data-dir "$CLUSTER_STATE/etcd" \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 \
    --initial-cluster camerasite=http://127.0.0.1:2380 --unsafe-no-fsync --auto-compaction-retention 1
}

etcd_check() { in_netns curl -s -m 2 http://127.0.0.1:2379/health | grep -q '"health" *: *"true"'; }
