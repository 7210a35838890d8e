# shellcheck shell=bash
# The local cluster's life cycle, and what must hold before a site can run on it.

# The life cycle is that of our own cluster; kind's is kind's affair.
# shellcheck source=../../cluster/provider.sh
source hack/cluster/provider.sh
choose_provider
if [[ $PROVIDER == local ]]; then
  step 'cluster: life cycle' lines 2400 hack/cluster/test/lifecycle
fi
step 'cluster: up' check 1800 hack/cluster/up
step 'images: build' check 3000 hack/images/build
step 'images: contracts' lines 600 hack/images/verify
step 'images: load' check 900 hack/images/load
step 'chart' lines 300 charts/test/render
